/**
 * The same answers as the native engine, byte for byte, in Node and in the
 * browser. The native engine records them, with places in UTF-16 units, beside
 * the bundles of all packs that the shared cases use:
 * `cargo run -p huashu-wire --example record -- bindings/wasm/tests/recorded`.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import init, { Core } from "../pkg/huashu_wasm.js";
import { open, start } from "./browser.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const recorded = (name) => here(`recorded/${name}`);
const file = recorded("expected.jsonl");

/** At most this many differences are shown. */
const SHOWN = 5;

function cases() {
  assert.ok(existsSync(file), `no expected answers at ${file}: see the top of this file`);
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "");
  assert.ok(lines.length > 0, `${file} is empty`);
  return lines.map((line) => JSON.parse(line));
}

function compare(expected, answers) {
  const different = expected
    .map(({ input, outcome }, i) => ({ input, expected: outcome, got: answers[i] }))
    .filter((one) => one.expected !== one.got);
  assert.deepEqual(different.slice(0, SHOWN), [], `${different.length} of ${expected.length} differ`);
}

describe("conformance", () => {
  let web;

  before(async () => {
    web = await start();
  });
  after(() => web?.stop());

  it("in Node", async () => {
    const expected = cases();
    await init({ module_or_path: await readFile(here("../pkg/huashu_wasm_bg.wasm")) });
    const cores = {};
    for (const pack of new Set(expected.map((one) => one.pack))) {
      cores[pack] = new Core(await readFile(recorded(`${pack}.huashu`)));
    }
    compare(expected, expected.map(({ pack, session, input }) => cores[pack].suggest(session, input)));
  });

  it("in the browser", async () => {
    const expected = cases();
    const { page, done } = await open(web, { body: "" });
    const inputs = expected.map(({ pack, session, input }) => ({ pack, session, input }));
    const answers = await page.evaluate(async (given) => {
      const { default: init, Core } = await import("/bindings/wasm/pkg/huashu_wasm.js");
      await init();
      const cores = {};
      for (const pack of new Set(given.map((one) => one.pack))) {
        const bundle = await fetch(`/bindings/wasm/tests/recorded/${pack}.huashu`);
        cores[pack] = new Core(new Uint8Array(await bundle.arrayBuffer()));
      }
      return given.map(({ pack, session, input }) => cores[pack].suggest(session, input));
    }, inputs);
    compare(expected, answers);
    await done();
  });
});
