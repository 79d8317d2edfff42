/** Packs are built in JavaScript as the command line builds them. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Huashu } from "huashu";
import { build, HuashuError } from "huashu/authoring";

const packs = fileURLToPath(new URL("../../../tests/packs/", import.meta.url));

/** The files of a pack's folder, by their names in it. */
function files(pack) {
  const names = readdirSync(`${packs}${pack}`, { recursive: true }).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${packs}${pack}/${name}`, "utf8")]));
}

const recorded = (pack) => readFileSync(new URL(`recorded/${pack}.huashu`, import.meta.url));

describe("building", () => {
  it("gives the bytes that the command line gives", async () => {
    const { bytes, diagnostics } = await build([files("tea")]);
    assert.deepEqual(diagnostics, []);
    assert.ok(recorded("tea").equals(bytes));
  });

  it("puts a pack on top of those that it extends", async () => {
    const { bytes } = await build([files("tea"), files("extended")]);
    assert.ok(recorded("extended").equals(bytes));
  });

  it("makes lean bundles that engines read", async () => {
    const full = await build([files("tea")]);
    const lean = await build([files("tea")], { lean: true });
    assert.ok(lean.bytes.length < full.bytes.length / 2);
    const engine = await Huashu.load(lean.bytes);
    assert.equal(engine.suggest(null, "什么时候发货").intents[0].id, "ship_time");
    engine.free();
  });

  it("tells of files that no pack has", async () => {
    const { diagnostics } = await build([{ ...files("tea"), "intent/a.yaml": "a: 1", "tests/a.yaml": "a: 1" }]);
    assert.deepEqual(
      diagnostics.map(({ code, file, severity }) => [code, file, severity]),
      [["unused-file", "intent/a.yaml", "warning"]],
    );
  });

  it("tells all mistakes at once, with their places", async () => {
    const broken = { ...files("tea"), "policy.yaml": "ship_hours: [1\n", "intents/bad.yaml": "id: bad\ntitel: x\n" };
    await assert.rejects(build([broken]), (error) => {
      assert.ok(error instanceof HuashuError);
      assert.equal(error.kind, "pack");
      const places = error.diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`);
      assert.ok(places.includes("intents/bad.yaml:2:1"), places.join(" "));
      assert.ok(places.some((place) => place.startsWith("policy.yaml:")), places.join(" "));
      assert.ok(error.diagnostics.every(({ message }) => /[一-鿿]/.test(message.zh)));
      return true;
    });
  });

  for (const [name, layers, options] of [
    ["no list of layers", { "pack.yaml": "name: a" }, {}],
    ["a file that is no text", [{ "pack.yaml": 1 }], {}],
    ["an unknown option", [files("tea")], { lean: "yes" }],
  ]) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(build(layers, options), (error) => error instanceof HuashuError && error.kind === "input");
    });
  }

  it("refuses a pack without layers", async () => {
    await assert.rejects(build([]), (error) => error instanceof HuashuError && error.kind === "pack");
  });
});
