import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { pathToFileURL, fileURLToPath } from "node:url";
import { Huashu, HuashuError } from "huashu";

const bundle = fileURLToPath(import.meta.resolve("huashu/shop.huashu"));

describe("loading", () => {
  let bytes;
  let server;
  let origin;

  before(async () => {
    bytes = await readFile(bundle);
    server = createServer((request, response) => {
      if (request.url === "/shop.huashu") response.end(bytes);
      else response.writeHead(request.url === "/page" ? 200 : 404, { "content-type": "text/html" }).end("<!doctype html><p>404</p>");
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());

  for (const [name, source] of [
    ["a path", () => bundle],
    ["a file URL", () => pathToFileURL(bundle)],
    ["a file URL as text", () => pathToFileURL(bundle).href],
    ["bytes", () => new Uint8Array(bytes)],
    ["a buffer of bytes", () => new Uint8Array(bytes).buffer],
    ["an address", () => `${origin}/shop.huashu`],
    ["a response", () => fetch(`${origin}/shop.huashu`)],
  ]) {
    it(`takes ${name}`, async () => {
      const engine = await Huashu.load(await source());
      assert.equal(engine.suggest(null, "在吗").decision, "auto");
      engine[Symbol.dispose]();
    });
  }

  for (const [name, source, kind] of [
    ["a page instead of a bundle", () => `${origin}/page`, "bundle"],
    ["an address that is not there", () => `${origin}/nothing`, "io"],
    ["a server that is not there", () => "http://127.0.0.1:1/", "io"],
    ["a file that is not there", () => "nothing.huashu", "io"],
    ["half a bundle", () => bytes.subarray(0, bytes.length / 2), "bundle"],
    ["a damaged bundle", () => bytes.map((b, i) => (i === bytes.length - 9 ? b ^ 1 : b)), "bundle"],
    ["another version", () => bytes.map((b, i) => (i === 8 ? b + 1 : b)), "bundle"],
    ["no bytes", () => new Uint8Array(), "bundle"],
    ["no source", () => undefined, "input"],
  ]) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(Huashu.load(source()), (error) => {
        assert.ok(error instanceof HuashuError);
        assert.equal(error.kind, kind, error.message);
        assert.match(error.text.zh, /[一-鿿]/);
        assert.equal(error.message, error.text.en);
        return true;
      });
    });
  }

  it("can be ended early", async () => {
    await assert.rejects(Huashu.load(bundle, { signal: AbortSignal.abort() }));
  });
});

describe("an engine", () => {
  let engine;

  before(async () => {
    engine = await Huashu.load(bundle);
  });

  const inputError = (error) => error instanceof HuashuError && error.kind === "input";

  it("answers, and goes on with a session", () => {
    const first = engine.suggest(null, "什么时候发货呀");
    assert.equal(first.intents[0].id, "ship_time");
    const stored = JSON.parse(JSON.stringify(first.session));
    const second = engine.suggest(stored, { text: "发顺丰吗", facts: { order: { status: "paid" } }, top: 2 });
    assert.equal(second.intents[0].id, "courier");
    assert.ok(second.suggestions.length <= 2);
    assert.equal(second.session.turns, 2);
  });

  it("answers events", () => {
    const { text, decision, suggestions } = engine.suggest(null, { event: "paid" });
    assert.deepEqual([text, decision], ["", "auto"]);
    assert.ok(suggestions[0].text);
  });

  it("counts places in UTF-16 units", () => {
    const text = "😀身高165体重110";
    const { slots } = engine.suggest(null, text);
    const height = slots.find(({ kind }) => kind === "height");
    assert.match(text.slice(height.start, height.end), /165/);
    const script = "😀你稍等";
    const finding = engine.check(script).find(({ matched }) => matched.startsWith("你"));
    assert.equal(script.slice(finding.start, finding.end), finding.matched);
  });

  it("checks and rewrites", () => {
    const script = "加我微信，你自己看着办";
    const all = engine.check(script);
    assert.ok(all.length > 0);
    const errors = engine.check(script, { severity: "error" });
    assert.ok(errors.every(({ severity }) => severity === "error"));
    assert.deepEqual(engine.check(script, { ignore: ["HS-"] }), []);
    assert.notEqual(engine.fix(script, { all: true }), script);
  });

  it("explains, cuts words and lists its rules", () => {
    const explained = engine.explain(null, "什么时候发货呀", "ship_time.general");
    assert.ok(explained.replies.some(({ reply_id }) => reply_id === "ship_time.general"));
    assert.throws(() => engine.explain(null, "在吗", "no.such_reply"), inputError);
    assert.deepEqual(engine.segment("什么时候发货").join(""), "什么时候发货");
    assert.ok(engine.rules().length > 50);
  });

  it("refuses what it cannot read", () => {
    const circle = {};
    circle.self = circle;
    assert.throws(() => engine.suggest({ version: 99 }, "在吗"), inputError);
    assert.throws(() => engine.suggest(null, { event: "no_such_event" }), inputError);
    assert.throws(() => engine.suggest(null, { txt: "在吗" }), inputError);
    assert.throws(() => engine.suggest(null, { text: "在吗", facts: circle }), inputError);
    assert.throws(() => engine.check("在吗", { severity: "fatal" }), inputError);
  });

  it("takes any text", () => {
    for (const text of ["", "\0", "\uD800", "<img src=x onerror=alert(1)>", "\u202E你好\u202C", "长".repeat(100_000), "😀".repeat(500_000)]) {
      assert.ok(engine.suggest(null, text).decision);
      assert.ok(Array.isArray(engine.check(text)));
    }
  });

  it("is many", async () => {
    const other = await Huashu.load(bundle);
    other.free();
    assert.equal(engine.suggest(null, "在吗").decision, "auto");
  });

  it("answers the same when it was warmed up", async () => {
    const other = await Huashu.load(bundle);
    other.warmUp();
    assert.deepEqual(other.suggest(null, "什么时候发货"), engine.suggest(null, "什么时候发货"));
    other.free();
    assert.throws(() => other.warmUp(), HuashuError);
  });

  it("tells when it is used after it was freed", async () => {
    const other = await Huashu.load(bundle);
    other.free();
    other.free();
    assert.throws(() => other.suggest(null, "在吗"), inputError);
    assert.throws(() => other.rules(), inputError);
  });
});
