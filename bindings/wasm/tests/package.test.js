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
    const contents = 'import { Huashu } from "huashu"; import { HuashuWorker } from "huashu/worker"; import "huashu/elements"; console.log(Huashu, HuashuWorker);';
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
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync(`${root}README.md`, "utf8"));
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: root, encoding: "utf8" });
    assert.match(printed, /^auto .+\ncourier 顺丰\n.+\n您稍等\n$/);
  });

  it("can be imported on a server", async () => {
    const { HuashuChat } = await import("huashu/elements");
    assert.equal(typeof HuashuChat, "function");
  });
});
