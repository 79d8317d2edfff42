// The playground's editor: YAML on this side, a worker that builds it on the other.

const FILES = [
  "intents/ship_time.yaml",
  "intents/storage.yaml",
  "intents/taste.yaml",
  "intents/returns.yaml",
  "intents/haggle.yaml",
  "intents/hello.yaml",
  "intents/ok.yaml",
  "intents/person.yaml",
  "lexicon.yaml",
  "pack.yaml",
  "policy.yaml",
  "replies/tea.yaml",
  "sources.yaml",
  "tone/house.yaml",
];

/** Milliseconds without a key after which the pack is built. */
const PAUSE = 300;

const find = (id) => document.getElementById(id);

/** The files of the pack that is open, by their names; null for the shop's bundle, which has none. */
let files = null;
let current;
let bundle;
let timer;

/** Counts what was asked of the worker: only the last answer is of interest. */
let asked = 0;

/** Calls `use` with the bytes of every bundle that is built, or with null for the shop's own. */
export function openEditor(use) {
  const worker = new Worker(new URL("./playground-builder.js", import.meta.url), { type: "module" });

  const build = () => {
    asked += 1;
    state(bundle ? "正在重新生成…" : "正在准备生成器…");
    worker.postMessage({ id: asked, files });
  };

  worker.addEventListener("message", async ({ data: { id, bytes, diagnostics, took, failure } }) => {
    if (id !== asked) return;
    problems(failure?.diagnostics ?? diagnostics ?? []);
    if (failure) {
      state(`${failure.message.zh}，下面还是上一次的结果`);
      return;
    }
    try {
      await use(bytes);
    } catch (error) {
      state(`生成的知识包用不了：${error.text?.zh ?? error.message}`);
      return;
    }
    bundle = bytes;
    find("save").hidden = false;
    state(`已生效：${Object.keys(files).length} 个文件，用了 ${took} 毫秒`);
  });
  worker.addEventListener("error", () => state("生成器启动不了"));

  const open = (opened) => {
    files = opened;
    bundle = undefined;
    find("editor").hidden = files === null;
    find("save").hidden = true;
    problems([]);
    if (files === null) {
      asked += 1;
      state("");
      use(null);
      return;
    }
    choose(Object.keys(files).find((name) => name.startsWith("replies/")) ?? Object.keys(files)[0]);
    build();
  };

  find("yaml").addEventListener("input", () => {
    files[current] = find("yaml").value;
    clearTimeout(timer);
    timer = setTimeout(build, PAUSE);
  });
  find("folder").addEventListener("change", async ({ target }) => {
    const opened = await chosen(target.files);
    target.value = "";
    if (opened["pack.yaml"] ?? opened["pack.yml"]) {
      press("folder");
      open(opened);
    } else {
      state("这个文件夹里没有 pack.yaml，不是知识包");
    }
  });
  find("packs").addEventListener("click", async ({ target }) => {
    const { pack } = target.dataset;
    if (pack === "folder") find("folder").click();
    if (pack === "shop") {
      press(pack);
      open(null);
    }
    if (pack === "tea") {
      try {
        const opened = await fetched();
        press(pack);
        open(opened);
      } catch (error) {
        state(`一壶茶的文件读不到：${error.message}`);
      }
    }
  });
  find("save").addEventListener("click", save);
}

function press(pack) {
  for (const button of find("packs").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.pack === pack));
  }
}

/** The tea shop's files. */
async function fetched() {
  const read = async (name) => {
    const response = await fetch(`pack/${name}`);
    if (!response.ok) throw new Error(`${name} ${response.status}`);
    return [name, await response.text()];
  };
  return Object.fromEntries(await Promise.all(FILES.map(read)));
}

/** The YAML files of a folder that was chosen, by their paths in it. */
async function chosen(list) {
  const inside = [...list].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file]);
  const yaml = inside.filter(([name]) => /^([a-z_]+\/)?[^/]+\.ya?ml$/.test(name));
  return Object.fromEntries(await Promise.all(yaml.sort().map(async ([name, file]) => [name, await file.text()])));
}

/** Shows a file; with a place, the caret goes there. */
function choose(name, line = 1, column = 1) {
  current = name;
  find("files").replaceChildren(
    ...Object.keys(files).map((each) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = each;
      if (each === name) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => choose(each));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  const yaml = find("yaml");
  yaml.value = files[name];
  const lines = yaml.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const at = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  yaml.setSelectionRange(at, at);
  yaml.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(yaml).lineHeight);
}

function state(text) {
  find("built").textContent = text;
}

/** Lists what is wrong; a click leads there. */
function problems(list) {
  find("problems").replaceChildren(
    ...list.map(({ severity, file, line, column, message, help }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = severity;
      const advice = document.createElement("small");
      advice.textContent = help.zh;
      button.append(`${file}:${line}:${column} ${message.zh}`, advice);
      button.addEventListener("click", () => {
        if (files[file] === undefined) return;
        choose(file, line, column);
        find("yaml").focus();
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bundle], { type: "application/octet-stream" }));
  link.download = "shop.huashu";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
