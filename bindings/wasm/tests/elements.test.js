import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { open, start } from "./browser.js";

const BUNDLE = "/bindings/wasm/pkg/shop.huashu";
const HOSTILE = [
  "<img src=x onerror=\"globalThis.hacked=1\">",
  "<script>globalThis.hacked=1</script>",
  "\u202Egnp.exe\u202C 你好 \u2066\u2067",
  "</textarea><svg onload=globalThis.hacked=1>",
  "长".repeat(100_000),
];

/** An engine that says what it heard, after a while. */
const echo = (ms) => `{
  suggest: async (session, { text = "", event }) => {
    await new Promise((resolve) => setTimeout(resolve, ${ms}));
    const turns = (session?.turns ?? 0) + 1;
    return { text, decision: "auto", intents: [], slots: [], signals: [], asks: null, remark: null,
      handover: null, unanswered: false, problems: [], session: { version: 2, turns },
      suggestions: [{ reply_id: "echo", intent: null, text: turns + " " + (text || event), score: 1, evidence: [] }] };
  },
  check: () => [],
  fix: (text) => text,
}`;

let web;
before(async () => {
  web = await start();
});
after(() => web?.stop());

const lines = (page, from, chat = "huashu-chat") => page.locator(`${chat} .line.${from}:not(.typing) .bubble`);
const ask = async (page, text) => {
  const field = page.locator("huashu-chat textarea");
  await field.fill(text);
  await field.press("Enter");
};

for (const colorScheme of ["light", "dark"]) {
  describe(`the pages of the example, ${colorScheme}`, () => {
    it("chats with a customer", async () => {
      const { page, events, shoot, accessible, done } = await open(web, { path: "index.html", colorScheme });
      await page.locator("huashu-chat .launcher").waitFor();
      await shoot(`shop-${colorScheme}`);
      await accessible();

      await page.getByRole("button", { name: "联系客服" }).click();
      await lines(page, "shop").first().waitFor();
      await shoot(`chat-greeting-${colorScheme}`);

      await page.getByRole("button", { name: "什么时候发货" }).click();
      await page.locator("huashu-chat .typing").waitFor();
      await shoot(`chat-typing-${colorScheme}`);
      await lines(page, "shop").nth(1).waitFor();

      await ask(page, "身高165体重110穿什么码");
      await lines(page, "shop").nth(2).waitFor();
      await ask(page, "嗯嗯");
      await page.getByText("已读").waitFor();
      await shoot(`chat-${colorScheme}`);

      await ask(page, "我要投诉你们，再不处理就打12315");
      await page.getByText("正在为您转接人工客服").waitFor();
      await shoot(`chat-handoff-${colorScheme}`);
      await accessible();
      const [handoff] = await events("handoff");
      assert.equal(handoff.decision, "handoff");
      assert.ok(handoff.handover.text);
      assert.equal((await events("suggest")).length, 5);

      await page.keyboard.press("Escape");
      assert.equal(await page.locator("huashu-chat .panel").isVisible(), false);
      const focused = await page.evaluate(() => document.activeElement.shadowRoot.activeElement.className);
      assert.equal(focused, "launcher");
      await done();
    });

    it("helps an agent", async () => {
      const { page, shoot, accessible, done } = await open(web, { path: "agent.html", colorScheme });
      const assist = page.locator("huashu-assist");
      await assist.locator(".reply").first().waitFor();
      assert.match(await assist.locator(".chips").innerText(), /身高\s*165 cm/);
      assert.match(await assist.getByText("指定顺丰").innerText(), /顺丰/);
      await shoot(`assist-${colorScheme}`);

      const first = await assist.locator(".reply .text").first().innerText();
      await assist.locator("textarea").press("Alt+Digit1");
      assert.equal(await assist.locator("textarea").inputValue(), first);
      await assist.locator("textarea").pressSequentially("你自己看着办，加我微信");
      await assist.locator(".findings li").first().waitFor();
      const marked = await page.evaluate(() => [...CSS.highlights.values()].reduce((n, h) => n + h.size, 0));
      assert.equal(marked, await assist.locator(".findings li").count());
      await page.setViewportSize({ width: 1280, height: 1120 });
      await shoot(`assist-check-${colorScheme}`);
      await accessible();
      await done();
    });

    for (const name of ["playground", "bench"]) {
      it(`shows the page ${name}`, async () => {
        const { page, shoot, accessible, done } = await open(web, { path: `${name}.html`, colorScheme });
        await page.locator("html[data-ready]").waitFor({ timeout: 120_000 });
        await shoot(`${name}-${colorScheme}`);
        await accessible();
        if (name === "bench") console.log(await page.locator("table").innerText());
        await done();
      });
    }
  });
}

describe("the playground", () => {
  it("answers with the YAML as it stands in the editor", async () => {
    const { page, shoot, accessible, done } = await open(web, { path: "playground.html" });
    await page.locator("html[data-ready]").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "一壶茶：改着试" }).click();
    const built = page.locator("#built", { hasText: "已生效" });
    await built.waitFor({ timeout: 60_000 });

    await page.getByRole("textbox", { name: "买家说一句" }).fill("保质期多久");
    await page.locator("#answer .reply", { hasText: "18个月" }).waitFor();
    await page.getByRole("button", { name: "policy.yaml" }).click();
    const yaml = page.getByRole("textbox", { name: "文件内容" });
    await yaml.fill((await yaml.inputValue()).replace("shelf_months: 18", "shelf_months: 24"));
    await page.locator("#answer .reply", { hasText: "24个月" }).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await shoot("playground-edited");

    await yaml.fill("shelf_months: 24\n  ship_hours: [48\n");
    const problem = page.locator("#problems button").first();
    await problem.waitFor();
    // What worked last goes on working.
    await page.locator("#answer .reply", { hasText: "24个月" }).waitFor();
    await page.getByRole("button", { name: "pack.yaml" }).click();
    await problem.click();
    assert.match(await yaml.inputValue(), /^shelf_months/);
    await shoot("playground-problem");
    await accessible();

    await page.getByRole("button", { name: "现成的店铺包" }).click();
    await yaml.waitFor({ state: "hidden" });
    await done();
  });

  it("opens a folder, and says when it is no pack", async () => {
    const { page, done } = await open(web, { path: "playground.html" });
    await page.locator("html[data-ready]").waitFor({ timeout: 120_000 });
    const folder = (name) => page.locator("#folder").setInputFiles(fileURLToPath(new URL(`../../../tests/${name}`, import.meta.url)));
    await folder("tone");
    await page.locator("#built", { hasText: "没有 pack.yaml" }).waitFor();
    await folder("packs/tea");
    await page.locator("#built", { hasText: "已生效" }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "intents/taste.yaml" }).waitFor();
    await done();
  });
});

describe("the chat", () => {
  const body = `<huashu-chat inline id="a" bundle="${BUNDLE}" greeting="您好" storage="session"></huashu-chat>`;

  it("fits a phone and speaks English", async () => {
    const viewport = { width: 390, height: 780 };
    const { page, shoot, accessible, done } = await open(web, {
      viewport,
      body: `<div lang="en"><huashu-chat open bundle="${BUNDLE}" name="Qinghe"></huashu-chat></div>`,
    });
    await page.getByRole("textbox", { name: "Type your question" }).waitFor();
    await lines(page, "shop").first().waitFor();
    const box = await page.locator("huashu-chat .panel").boundingBox();
    assert.deepEqual([box.width, box.height], [viewport.width, viewport.height]);
    await shoot("chat-phone");
    await accessible();
    await done();
  });

  it("answers in order when messages are faster", async () => {
    const { page, done } = await open(web, { body: '<huashu-chat inline greeting=""></huashu-chat>' });
    const count = 20;
    await page.evaluate(`{
      const chat = document.querySelector("huashu-chat");
      chat.engine = ${echo(5)};
      for (let i = 1; i <= ${count}; i += 1) chat.send("第" + i + "条");
    }`);
    await lines(page, "shop").nth(count - 1).waitFor();
    const said = await lines(page, "shop").allInnerTexts();
    assert.deepEqual(said.map((text) => /\d+ 第\d+条/.exec(text)[0]), Array.from({ length: count }, (_, i) => `${i + 1} 第${i + 1}条`));
    await done();
  });

  it("shows text as text", async () => {
    const { page, done } = await open(web, { body });
    for (const [i, text] of HOSTILE.entries()) {
      await page.evaluate((t) => document.querySelector("huashu-chat").send(t), text);
      await lines(page, "customer").nth(i).waitFor();
    }
    await page.evaluate((all) => all.forEach((t) => document.querySelector("huashu-chat").say(t)), HOSTILE);
    const markup = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("huashu-chat");
      return shadowRoot.querySelectorAll(".log img, .log script, .log svg").length;
    });
    assert.equal(markup, 0);
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    assert.ok((await lines(page, "customer").last().innerText()).includes("共 100000 字"));
    const wide = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("huashu-chat");
      const log = shadowRoot.querySelector(".log");
      return log.scrollWidth - log.clientWidth;
    });
    assert.equal(wide, 0);
    await done();
  });

  it("takes a megabyte", async () => {
    const { page, done } = await open(web, { body });
    await page.evaluate(() => document.querySelector("huashu-chat").send("长".repeat(1_000_000)));
    await page.locator("huashu-chat .typing").waitFor({ state: "detached" });
    await ask(page, "什么时候发货");
    await page.waitForFunction(() => globalThis.happened.some(({ type, detail }) => type === "suggest" && detail.text === "什么时候发货"));
    assert.equal(await lines(page, "customer").count(), 2);
    await done();
  });

  it("keeps the conversation by choice", async () => {
    const { page, done } = await open(web, { body });
    await ask(page, "身高165体重110穿什么码");
    await lines(page, "shop").nth(1).waitFor();
    await page.reload();
    await lines(page, "shop").nth(1).waitFor();
    assert.equal(await lines(page, "customer").count(), 1);
    const turns = await page.evaluate(() => document.querySelector("huashu-chat").session.turns);
    assert.equal(turns, 1);
    await page.evaluate(() => sessionStorage.setItem("huashu-chat:a", "{no JSON"));
    await page.reload();
    await lines(page, "shop").first().waitFor();
    assert.equal(await lines(page, "customer").count(), 0);
    await done();
  });

  it("leaves a conversation of another version, not the message", async () => {
    const { page, done } = await open(web, { body });
    await page.evaluate(() => {
      const stored = { version: 1, session: { version: 0 }, lines: [], waiting: [{ text: "什么时候发货" }] };
      sessionStorage.setItem("huashu-chat:a", JSON.stringify(stored));
    });
    await page.reload();
    await lines(page, "shop").first().waitFor();
    await done();
  });

  it("survives blocked storage", async () => {
    const init = () =>
      Object.defineProperty(globalThis, "sessionStorage", {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    const { page, done } = await open(web, { body, init });
    await ask(page, "什么时候发货");
    await lines(page, "shop").nth(1).waitFor();
    await done();
  });

  it("keeps messages until there is an engine", async () => {
    const { page, events, shoot, accessible, done } = await open(web, { body: '<huashu-chat inline bundle="nothing.huashu" greeting=""></huashu-chat>' });
    await ask(page, "什么时候发货");
    await page.getByRole("alert").waitFor();
    await shoot("chat-trouble");
    await accessible();
    assert.equal((await events("error"))[0].kind, "io");
    await page.getByRole("button", { name: "再试一次" }).click();
    await page.waitForFunction(() => globalThis.happened.filter(({ type }) => type === "error").length > 1);
    await page.evaluate((bundle) => document.querySelector("huashu-chat").setAttribute("bundle", bundle), BUNDLE);
    await lines(page, "shop").first().waitFor();
    assert.equal(await lines(page, "customer").count(), 1);
    assert.equal(await page.getByRole("alert").isVisible(), false);
    await done();
  });

  it("tells when there is no bundle at all", async () => {
    const { page, events, done } = await open(web, { body: '<huashu-chat inline greeting=""></huashu-chat>' });
    await ask(page, "在吗");
    await page.getByRole("alert").waitFor();
    assert.equal((await events("error"))[0].kind, "input");
    await page.evaluate(`document.querySelector("huashu-chat").engine = ${echo(0)}`);
    await lines(page, "shop").first().waitFor();
    await done();
  });

  it("lets two live on a page", async () => {
    const one = `<huashu-chat inline id="a" bundle="${BUNDLE}" greeting="您好" storage="session"></huashu-chat>`;
    const { page, done } = await open(web, { body: `${one}${one}` });
    await page.evaluate(() => {
      const [first, second] = document.querySelectorAll("huashu-chat");
      first.send("什么时候发货");
      second.send("包邮吗");
    });
    await lines(page, "shop").nth(3).waitFor();
    const stored = await page.evaluate(() => JSON.parse(sessionStorage.getItem("huashu-chat:a")).lines[1].text);
    assert.equal(stored, "什么时候发货");
    await done();
  });

  it("may be removed while loading, and come back", async () => {
    const { page, done } = await open(web, { body });
    await page.evaluate(async () => {
      const chat = document.querySelector("huashu-chat");
      chat.bundle = "/bindings/wasm/pkg/shop.huashu?again";
      chat.send("什么时候发货");
      const home = chat.parentNode;
      chat.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      home.append(chat);
    });
    await lines(page, "shop").nth(1).waitFor();
    assert.equal(await lines(page, "customer").count(), 1);
    await done();
  });

  it("leaves the answer to a person", async () => {
    const { page, events, done } = await open(web, { body });
    await page.evaluate(() => {
      const chat = document.querySelector("huashu-chat");
      chat.paused = true;
      chat.send("什么时候发货");
      chat.say("我来查一下");
    });
    assert.deepEqual(await events("message"), [{ text: "什么时候发货" }]);
    assert.equal(await lines(page, "shop").count(), 2);
    await page.evaluate(() => {
      const chat = document.querySelector("huashu-chat");
      chat.addEventListener("huashu-suggest", (event) => event.preventDefault());
      chat.paused = false;
      chat.send("包邮吗");
    });
    await page.waitForFunction(() => globalThis.happened.some(({ type }) => type === "suggest"));
    await page.locator("huashu-chat .typing").waitFor({ state: "detached" });
    assert.deepEqual((await events("suggest")).map(({ text }) => text), ["包邮吗"]);
    assert.equal(await lines(page, "shop").count(), 2);
    await done();
  });

  it("runs in a worker", async () => {
    const { page, done } = await open(web, { body: `<huashu-chat inline worker bundle="${BUNDLE}" greeting=""></huashu-chat>` });
    await ask(page, "什么时候发货");
    await lines(page, "shop").first().waitFor();
    await done();
  });
});

describe("the panel", () => {
  const body = `<huashu-assist bundle="${BUNDLE}"></huashu-assist>`;

  it("tells what was said, in order", async () => {
    const { page, events, shoot, done } = await open(web, { body });
    await page.evaluate(() => {
      const assist = document.querySelector("huashu-assist");
      assist.message = "身高165体重110穿什么码";
      assist.message = "我要投诉你们，再不处理就打12315";
    });
    await page.waitForFunction(() => globalThis.happened.some(({ type }) => type === "handoff"));
    const handover = page.locator("huashu-assist [part=handover]");
    assert.match(await handover.innerText(), /聊过/);
    assert.equal((await events("suggest")).length, 2);
    await shoot("assist-handoff");
    await page.evaluate(() => (document.querySelector("huashu-assist").session = null));
    assert.equal(await handover.count(), 0);
    await done();
  });

  it("rewrites what the agent wrote, with marks where there are no highlights", async () => {
    const init = () => Reflect.deleteProperty(globalThis, "Highlight");
    const { page, events, shoot, accessible, done } = await open(web, { body, init });
    const field = page.locator("huashu-assist textarea");
    await field.fill("亲，加我微信，你自己看着办");
    await page.locator("huashu-assist mark").first().waitFor();
    await shoot("assist-marks");
    await accessible();
    const offer = page.locator("huashu-assist .findings button").first();
    const before = await field.inputValue();
    await offer.click();
    assert.notEqual(await field.inputValue(), before);
    await page.getByRole("button", { name: "发送" }).click();
    assert.equal((await events("send")).length, 1);
    assert.equal(await field.inputValue(), "");
    await done();
  });

  it("lays underlines where the text is", async () => {
    const { page, done } = await open(web, { body });
    await page.locator("huashu-assist textarea").fill(`${"您好，这边帮您看一下。".repeat(12)}加我微信\n\n你自己看着办`);
    await page.locator("huashu-assist .findings li").first().waitFor();
    const sizes = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("huashu-assist");
      return ["textarea", ".mirror"].map((name) => {
        const { clientWidth, scrollHeight } = shadowRoot.querySelector(name);
        return [clientWidth, scrollHeight];
      });
    });
    assert.deepEqual(sizes[0], sizes[1]);
    await done();
  });

  it("takes hostile and long text", async () => {
    const { page, done } = await open(web, { body });
    for (const text of [...HOSTILE, "长".repeat(1_000_000)]) {
      await page.evaluate((t) => {
        const assist = document.querySelector("huashu-assist");
        assist.message = t;
        assist.draft = t;
      }, text);
    }
    await page.getByText("内容太长，输入时不检查").waitFor();
    await page.waitForFunction((n) => globalThis.happened.filter(({ type }) => type === "suggest").length === n, HOSTILE.length + 1);
    assert.equal(await page.evaluate(() => document.querySelector("huashu-assist").shadowRoot.querySelectorAll("img, script, svg").length), 0);
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    await done();
  });

  it("tells when the engine cannot be loaded", async () => {
    const { page, events, done } = await open(web, { body: '<huashu-assist bundle="nothing.huashu" message="在吗"></huashu-assist>' });
    await page.getByRole("alert").waitFor();
    assert.equal((await events("error"))[0].kind, "io");
    await page.evaluate((bundle) => document.querySelector("huashu-assist").setAttribute("bundle", bundle), BUNDLE);
    await page.locator("huashu-assist .reply").first().waitFor();
    await done();
  });
});

describe("the worker", () => {
  it("answers in order, and rejects what waits when it is ended", async () => {
    const { page, done } = await open(web, { body: "" });
    const result = await page.evaluate(async (bundle) => {
      const { HuashuWorker } = await import("/bindings/wasm/dist/worker.js");
      const engine = await HuashuWorker.load(bundle);
      const order = [];
      const calls = [
        engine.suggest(null, "长".repeat(100_000)).then(() => order.push("suggest")),
        engine.check("加我微信").then(() => order.push("check")),
        engine.segment("什么时候发货").then(() => order.push("segment")),
        engine.rules().then(() => order.push("rules")),
      ];
      await Promise.all(calls);
      const failed = await engine.suggest({ version: 99 }, "在吗").catch((error) => error.kind);
      const waiting = engine.suggest(null, "在吗").catch((error) => error.kind);
      engine.free();
      const late = await engine.suggest(null, "在吗").catch((error) => error.kind);
      const missing = await HuashuWorker.load("nothing.huashu").catch((error) => error.kind);
      return { order, failed, waiting: await waiting, late, missing };
    }, BUNDLE);
    assert.deepEqual(result, {
      order: ["suggest", "check", "segment", "rules"],
      failed: "input",
      waiting: "input",
      late: "input",
      missing: "io",
    });
    await done();
  });
});
