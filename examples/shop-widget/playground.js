// The playground: the engine's own API, without the elements.
import { Huashu } from "../../bindings/wasm/dist/index.js";
import { openEditor } from "./playground-editor.js";

const EXAMPLES = ["昨天拍的怎么还没发货", "165 110斤穿啥码", "便宜点嘛 90行不行", "我要投诉你们", "嗯嗯", "那这个呢"];
const DECISIONS = { auto: "可直接回复", suggest: "请人选择", ask: "反问", handoff: "转人工", silent: "不用回复" };
const KINDS = { rule: "规则", example: "像", feature: "特征", signal: "信号", condition: "条件" };

const find = (id) => document.getElementById(id);

/** Makes an element with text; nothing here is ever read as markup. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

const evidence = ({ kind, detail, weight }) => `${KINDS[kind] ?? kind} ${detail}（${weight}）`;

function answer(engine) {
  const text = find("say").value;
  const outcome = engine.suggest(null, { text });
  const { words, classes, intents, reason } = engine.explain(null, { text });
  const parts = [make("p", "", `${DECISIONS[outcome.decision]}：${reason.zh}`)];
  for (const { text, score, reply_id, evidence: why } of outcome.suggestions) {
    parts.push(
      make(
        "div",
        "reply",
        make("p", "", text),
        make("p", "why", `${reply_id} ${score.toFixed(2)} · ${why.map(evidence).join("；")}`),
      ),
    );
  }
  if (outcome.slots.length > 0) {
    const told = outcome.slots.map((slot) => make("li", "", `${slot.kind} ${slot.value} ${slot.unit ?? ""}`));
    parts.push(make("h3", "", "说到的"), make("ul", "chips", ...told));
  }
  parts.push(make("h3", "", "可能的意图"));
  for (const { id, confidence, evidence: why } of intents) {
    const meter = make("meter", "");
    meter.value = confidence;
    meter.setAttribute("aria-label", id);
    parts.push(make("div", "bar", make("span", "", id), meter, confidence.toFixed(2)));
    parts.push(make("p", "why", why.slice(0, 5).map(evidence).join("；")));
  }
  const cut = words.map((word) => make("li", "", word));
  parts.push(make("h3", "", "分词"), make("ul", "chips", ...cut));
  const found = classes.map(([name, word]) => make("li", "", `${word}：${name}`));
  if (found.length > 0) parts.push(make("h3", "", "词类"), make("ul", "chips", ...found));
  find("answer").replaceChildren(...parts);
}

function check(engine) {
  const findings = engine.check(find("script").value);
  const shown = findings.map(({ code, severity, matched, message, rewrite }) =>
    make(
      "div",
      `finding ${severity}`,
      make("strong", "", matched),
      make("p", "why", `${code} ${message.zh}`),
      rewrite === null ? "" : make("p", "", `可以改为：${rewrite || "（删去）"}`),
    ),
  );
  find("found").replaceChildren(...(shown.length > 0 ? shown : [make("p", "muted", "措辞没有问题。")]));
}

try {
  let engine = await Huashu.load("../../bindings/wasm/pkg/shop.huashu");
  const shop = engine;
  const show = () => {
    answer(engine);
    check(engine);
  };
  for (const example of EXAMPLES) {
    const button = make("button", "", example);
    button.type = "button";
    button.addEventListener("click", () => {
      find("say").value = example;
      answer(engine);
    });
    find("examples").append(button);
  }
  find("say").addEventListener("input", () => answer(engine));
  find("script").addEventListener("input", () => check(engine));
  find("fix").addEventListener("click", () => {
    find("script").value = engine.fix(find("script").value, { all: true });
    check(engine);
  });
  // With every bundle that the editor builds, both halves go on with it.
  openEditor(async (bytes) => {
    const before = engine;
    engine = bytes ? await Huashu.load(bytes) : shop;
    if (before !== shop) before.free();
    show();
  });
  show();
  document.documentElement.dataset.ready = "true";
} catch (error) {
  find("answer").replaceChildren(make("p", "error-text", error.text?.zh ?? error.message));
}
