/** What is published, and that bundlers can use it. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the package", () => {
  it("has everything that `exports` names", () => {
    const [{ files }] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }));
    const packed = new Set(files.map(({ path }) => `./${path}`));
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    const named = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
    assert.deepEqual(named.filter((file) => !packed.has(file)), []);
    const stray = [...packed].filter((file) => !/^\.\/(dist|pkg)\/|^\.\/(package\.json|README\.md|LICENSE.*)$/.test(file));
    assert.deepEqual(stray, []);
  });

  it("names no registry in its lock file", () => {
    assert.doesNotMatch(readFileSync(`${root}package-lock.json`, "utf8"), /"resolved"/);
  });

  it("can be bundled for browsers without a module of Node", async () => {
    const contents = 'import { Huashu } from "huashu"; import { HuashuWorker } from "huashu/worker"; import { build } from "huashu/authoring"; import "huashu/elements"; console.log(Huashu, HuashuWorker, build);';
    const { outputFiles, warnings } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    assert.deepEqual(warnings, []);
    const [{ text }] = outputFiles;
    assert.doesNotMatch(text, /node:fs/);
    assert.doesNotMatch(text, /\beval\(|new Function\(/);
  });

  it("does what its README says", () => {
    const [first, second] = [...readFileSync(`${root}README.md`, "utf8").matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
    const printed = (code) => execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: root, encoding: "utf8" });
    assert.match(printed(first), /^auto .+\ncourier 顺丰\n.+\n您稍等\n$/);
    const files = {
      "pack.yaml": "name: demo\nversion: '1'",
      "intents/hi.yaml": "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗]",
      "replies/hi.yaml": "- {id: hi.any, intent: hi, variants: [您好]}",
    };
    const around = (code) => `import { Huashu } from "huashu"; const files = ${JSON.stringify(files)}; ${code} console.log(engine.suggest(null, "在吗").suggestions[0].text, diagnostics.length);`;
    assert.equal(printed(around(second)), "您好 0\n");
  });

  it("can be imported on a server", async () => {
    const { HuashuChat } = await import("huashu/elements");
    assert.equal(typeof HuashuChat, "function");
  });
});
