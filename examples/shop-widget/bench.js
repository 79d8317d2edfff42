// Load time, and the median time of a suggestion and of a check at each
// keystroke. Where the packages are installed, jieba-wasm with minisearch runs
// beside it: words cut by the one, similar questions found by the other. They
// do less (no slots, no rules, no decision, no filled replies); it is a floor.
import { Huashu } from "../../bindings/wasm/dist/index.js";

const LINES = [
  "昨天拍的怎么还没发货呀",
  "165 110斤穿什么码",
  "两件能包邮吗",
  "衣服收到有个洞 怎么处理",
  "发顺丰要加多少钱",
  "能便宜点吗 90行不行",
  "不想要了怎么退",
  "退款什么时候到账",
];
const SCRIPT = "您好，您的包裹今天下午发出，一般两到三天送到，请您留意签收。绝对是全网最低价，放心买。";
const ROUNDS = 200;

const packages = "../../bindings/wasm/node_modules/";

function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The median of single calls; a clock may be too coarse for one, so calls come in batches. */
function p50(calls) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (const call of calls) call();
    times.push((performance.now() - start) / calls.length);
  }
  return median(times);
}

function row(name, ms) {
  const cells = [name, `${ms.toFixed(ms < 10 ? 3 : 0)} ms`].map((text) => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  });
  const tr = document.createElement("tr");
  tr.append(...cells);
  document.querySelector("#rows").append(tr);
}

/** What others need to find the most similar one of some texts. */
async function others(examples) {
  const jieba = await import(`${packages}jieba-wasm/pkg/web/jieba_rs_wasm.js`);
  const { default: MiniSearch } = await import(`${packages}minisearch/dist/es/index.js`);
  const start = performance.now();
  await jieba.default();
  const tokenize = (text) => jieba.cut_for_search(text, false);
  const search = new MiniSearch({ fields: ["text"], tokenize });
  search.addAll(examples.map((text, id) => ({ id, text })));
  row("jieba-wasm + minisearch：载入", performance.now() - start);
  document.querySelector("#note").hidden = false;
  row("jieba-wasm + minisearch：查一条，p50", p50(LINES.map((line) => () => search.search(line))));
}

const bytes = async (name) => new Uint8Array(await (await fetch(`../../bindings/wasm/pkg/${name}`)).arrayBuffer());
const [wasm, bundle] = await Promise.all(["huashu_wasm_bg.wasm", "shop.huashu"].map(bytes));

let start = performance.now();
const engine = await Huashu.load(bundle, { wasm });
row("话术：从字节到就绪（WASM 和话术包）", performance.now() - start);
start = performance.now();
engine.suggest(null, LINES[0]);
row("话术：就绪后的第一条回复", performance.now() - start);
row("话术：回复一条，p50", p50(LINES.map((line) => () => engine.suggest(null, line))));
const keystrokes = [...SCRIPT].map((_, i) => () => engine.check(SCRIPT.slice(0, i + 1)));
row("话术：每敲一个字检查一次，p50", p50(keystrokes));
try {
  await others(engine.rules().flatMap(({ fires, quiet }) => [...fires, ...quiet]));
} catch {
  // Not installed: what was measured stands.
}
document.querySelector("#state").textContent = "测完了。";
document.documentElement.dataset.ready = "true";
