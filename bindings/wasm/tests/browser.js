/** A browser and the examples' server for tests. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { POLICY, serve } from "../../../examples/shop-widget/serve.js";

const CHROMIUM = process.env.HUASHU_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where the pictures go. */
const pictures = process.env.HUASHU_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "huashu-screenshots-"));
mkdirSync(pictures, { recursive: true });

/** Starts both; tests that need them fail without a browser, they are not skipped. */
export async function start() {
  assert.ok(
    existsSync(CHROMIUM),
    `Chromium is needed for these tests and is not at ${CHROMIUM}: apt-get install chromium, or set HUASHU_CHROMIUM`,
  );
  const server = await serve(0);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const origin = `http://127.0.0.1:${server.address().port}`;
  console.log(`screenshots: ${pictures}`);
  return {
    browser,
    origin,
    async stop() {
      await browser.close();
      server.close();
    },
  };
}

/**
 * Opens a page of the examples, or with `body` one of its own under the same
 * policy. What goes wrong in it is collected; `done` fails on any of it.
 */
export async function open({ browser, origin }, { path = "blank.html", body, init, ...options }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "zh-CN", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // What cannot be fetched is told by the tests that want it so.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    globalThis.happened = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.violatedDirective));
    for (const type of ["suggest", "handoff", "unanswered", "error", "send", "message", "insert"]) {
      addEventListener(`huashu-${type}`, ({ detail }) => {
        // Errors lose their fields on the way out of the page.
        globalThis.happened.push({ type, detail: detail?.toJSON?.() ?? detail });
      });
    }
  });
  if (init) await page.addInitScript(init);
  const folder = `${origin}/examples/shop-widget/`;
  if (body !== undefined) {
    await page.route(`${folder}blank.html`, (route) =>
      route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": POLICY },
        body: `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>t</title><body><main><h1>t</h1>${body}</main>
          <script type="module" src="../../bindings/wasm/dist/elements.js"></script></body></html>`,
      }),
    );
  }
  await page.goto(folder + path);
  return {
    page,
    /** The events of a type so far. */
    events: (type) => page.evaluate((t) => globalThis.happened.filter((e) => e.type === t).map((e) => e.detail), type),
    shoot: (name) => page.screenshot({ path: join(pictures, `${name}.png`) }),
    async accessible() {
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(" ")).join(", ")}`);
      assert.deepEqual(told, []);
    },
    async done() {
      wrong.push(...(await page.evaluate(() => globalThis.violations.map((v) => `policy: ${v}`))));
      await context.close();
      assert.deepEqual(wrong, []);
    },
  };
}
