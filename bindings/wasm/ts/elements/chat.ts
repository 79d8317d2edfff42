import { asHuashuError } from "../error.js";
import type { EventName, Input, Outcome, Session } from "../types.js";
import { HuashuElement } from "./base.js";
import { chatStyle } from "./chat-style.js";
import { h, icon, shortened } from "./dom.js";
import { Store, type Line } from "./transcript.js";

const BUBBLE = "M4 5.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1z M8 10h8 M8 13.5h5";
const DOWN = "M6 9.5l6 6 6-6";
const UP = "M12 19V6 M6 11.5 12 5.5l6 6";

/** Longer messages are shown up to here; the engine gets all of them. */
const MOST_SHOWN = 2_000;

/** An answer that comes at once looks like a machine's. */
const TYPING_MS = 450;

/** A time is shown again after such a pause. */
const PAUSE_MS = 5 * 60_000;

let style: CSSStyleSheet | undefined;

/**
 * The customer's side: `<huashu-chat bundle="shop.huashu" name="青禾家居">`.
 *
 * Messages are answered in the order in which they were sent, and none is
 * dropped: one that cannot be answered yet waits for the engine.
 */
export class HuashuChat extends HuashuElement {
  static readonly observedAttributes = ["open", "inline", "name", "lang", "bundle", "questions"];

  #store: Store | undefined;
  #session: Session | null = null;
  #lines: Line[] = [];
  #waiting: Input[] = [];
  #working = false;
  #paused = false;
  #offline = false;
  #parts: Parts | undefined;

  connectedCallback(): void {
    this.upgrade("paused", "bundle", "open");
    this.#store = new Store(this.getAttribute("storage"), this.id || "default");
    if (!this.#parts) this.#restore(this.#store);
    this.#render();
    if (this.#isOpen) this.#greet();
    void this.#work();
  }

  disconnectedCallback(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  attributeChangedCallback(name: string): void {
    if (!this.#parts) return;
    if (name === "open") this.#show();
    else if (name === "bundle") void this.#work();
    else this.#render();
  }

  /** Whether the conversation is open. */
  get open(): boolean {
    return this.hasAttribute("open");
  }

  set open(open: boolean) {
    this.toggleAttribute("open", open);
  }

  /** While a person answers, the engine is not asked; what is sent comes as `huashu-message`. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
  }

  /** The conversation so far. */
  get session(): Session | null {
    return this.#session;
  }

  /** Sends a message as the customer. */
  send(text: string): void {
    if (text.trim() === "") return;
    this.#add({ from: "customer", text, at: Date.now() });
    this.emit("huashu-message", { text });
    if (!this.#paused) this.#ask({ text });
  }

  /** Says something as the shop, for example what a person wrote. */
  say(text: string): void {
    this.#add({ from: "shop", text, at: Date.now() });
  }

  /** Tells that something happened that may call for a word, such as `paid`. */
  happened(event: EventName): void {
    this.#ask({ event });
  }

  /** Begins a new conversation. */
  reset(): void {
    this.#session = null;
    this.#lines = [];
    this.#waiting = [];
    this.#save();
    this.#render();
    if (this.#isOpen) this.#greet();
  }

  protected engineChanged(): void {
    void this.#work();
  }

  get #isOpen(): boolean {
    return this.open || this.hasAttribute("inline");
  }

  /** Goes on with what was stored; what was said before this element was in the page comes after. */
  #restore(store: Store): void {
    const { session, lines, waiting } = store.read();
    this.#session = session;
    this.#lines = [...lines, ...this.#lines];
    this.#waiting = [...waiting, ...this.#waiting];
  }

  #greet(): void {
    if (this.#lines.length > 0 || this.#waiting.length > 0) return;
    const greeting = this.getAttribute("greeting");
    if (greeting) this.say(greeting);
    else if (greeting === null) this.happened("entered");
  }

  #ask(input: Input): void {
    this.#waiting.push(input);
    this.#save();
    void this.#work();
  }

  /** Answers what waits, one after the other. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.isConnected && this.#waiting[0]) {
        this.#busy(true);
        if (!(await this.#answer(this.#waiting[0]))) break;
      }
    } finally {
      this.#working = false;
      this.#busy(false);
    }
  }

  /** Answers a message; false if the engine is not there. */
  async #answer(input: Input): Promise<boolean> {
    let engine;
    try {
      engine = await this.ready();
    } catch (thrown) {
      this.#trouble(true);
      this.emit("huashu-error", asHuashuError(thrown));
      return false;
    }
    this.#trouble(false);
    let outcome: Outcome | undefined;
    let error: unknown;
    for (const session of this.#session ? [this.#session, null] : [null]) {
      try {
        outcome = await engine.suggest(session, this.input(input));
        break;
      } catch (thrown) {
        // A stored conversation of another version is left, not the message.
        error = thrown;
      }
    }
    if (outcome && this.#waiting.length === 1) await pause(TYPING_MS);
    // The conversation may have been begun anew meanwhile.
    if (this.#waiting[0] !== input) return true;
    this.#waiting.shift();
    if (outcome) this.#take(outcome);
    else this.#fail(error);
    return true;
  }

  #take(outcome: Outcome): void {
    this.#session = outcome.session;
    this.#save();
    if (!this.announce(outcome)) return;
    const first = outcome.suggestions[0]?.text;
    const isMessage = outcome.text !== "";
    switch (outcome.decision) {
      case "auto":
      case "ask":
        if (first) this.say(first);
        break;
      case "suggest":
        // What a person should choose is not said without one.
        if (isMessage) this.say(this.words.look);
        break;
      case "handoff":
        this.say(first ?? this.words.bridge);
        this.#add({ from: "note", text: this.words.handoff, at: Date.now() });
        break;
      case "silent":
        if (isMessage) this.#markRead();
        break;
    }
  }

  #fail(error: unknown): void {
    this.#add({ from: "note", text: this.words.refused, at: Date.now() });
    this.emit("huashu-error", asHuashuError(error));
  }

  #save(): void {
    this.#store?.write({ session: this.#session, lines: this.#lines, waiting: this.#waiting });
  }

  #add(line: Line): void {
    const before = this.#lines.at(-1);
    this.#lines.push(line);
    this.#save();
    if (!this.#parts) return;
    this.#append(line, before, true);
    this.#scroll();
  }

  #render(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [(style ??= chatStyle())];
    const draft = this.#parts?.field.value ?? "";
    this.#parts = this.#build();
    this.#parts.field.value = draft;
    root.replaceChildren(this.#parts.launcher, this.#parts.panel);
    let before: Line | undefined;
    for (const line of this.#lines) {
      this.#append(line, before, false);
      before = line;
    }
    this.#show();
    this.#typed();
    this.#busy(this.#working);
  }

  #build(): Parts {
    const { words } = this;
    const name = this.getAttribute("name") ?? words.service;
    const label = h("span", {}, words.open);
    const launcher = h(
      "button",
      { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", click: () => this.#toggle(true) },
      icon(BUBBLE),
      label,
    );
    const status = h("div", { class: "status", part: "status" }, words.status);
    const close = h(
      "button",
      { type: "button", class: "close", part: "close", "aria-label": words.close, click: () => this.#toggle(false) },
      icon(DOWN),
    );
    const log = h("div", {
      class: "log",
      part: "log",
      role: "log",
      tabindex: 0,
      "aria-live": "polite",
      "aria-label": words.log,
    });
    const trouble = h(
      "div",
      { class: "trouble", part: "trouble", role: "alert", hidden: !this.#offline },
      h("span", {}, words.failed),
      h("button", { type: "button", click: () => void this.#work() }, words.retry),
    );
    const quick = h("div", { class: "quick", part: "quick", role: "group", "aria-label": words.quick });
    for (const question of this.#questions) {
      quick.append(h("button", { type: "button", click: () => this.send(question) }, question));
    }
    const field = h("textarea", {
      rows: 1,
      part: "field",
      placeholder: words.ask,
      "aria-label": words.ask,
      enterkeyhint: "send",
      input: () => this.#typed(),
      keydown: (event) => this.#key(event as KeyboardEvent),
    });
    const send = h(
      "button",
      { type: "submit", class: "send", part: "send", "aria-label": words.send },
      icon(UP),
    );
    const submit = (event: Event) => {
      event.preventDefault();
      this.#submit();
    };
    const panel = h(
      "section",
      { class: "panel", part: "panel", role: "dialog", "aria-label": name, keydown: (event) => this.#escape(event as KeyboardEvent) },
      h(
        "div",
        { class: "head", part: "header" },
        avatar(name),
        h("div", { class: "title" }, h("div", { class: "name" }, name), status),
        close,
      ),
      log,
      trouble,
      quick,
      h("form", { part: "form", submit }, field, send),
    );
    return { launcher, panel, log, status, trouble, field, send };
  }

  get #questions(): string[] {
    const given = this.getAttribute("questions");
    if (given === null) return this.words.questions;
    return given.split("|").map((question) => question.trim()).filter(Boolean);
  }

  #append(line: Line, before: Line | undefined, fresh: boolean): void {
    const { log } = this.#parts as Parts;
    const typing = log.querySelector(".typing");
    const put = (node: Node) => log.insertBefore(node, typing);
    if (!before || line.at - before.at > PAUSE_MS) put(timeOf(line.at, this.language));
    const { words } = this;
    const shown = shortened(line.text, MOST_SHOWN);
    const rest = shown === line.text ? "" : words.more(line.text.length);
    if (line.from === "note") {
      put(h("div", { class: "note", part: "note" }, line.text));
      return;
    }
    const next = before?.from === line.from && line.at - before.at <= PAUSE_MS;
    const isShop = line.from === "shop";
    put(
      h(
        "div",
        { class: `line ${line.from}${next ? " next" : ""}${fresh ? " fresh" : ""}`, part: `message ${line.from}` },
        isShop && avatar(this.getAttribute("name") ?? words.service),
        h(
          "div",
          { class: "bubble", part: "bubble", dir: "auto" },
          h("span", { class: "spoken" }, `${isShop ? words.shop : words.you}: `),
          shown,
          rest,
        ),
      ),
    );
  }

  #markRead(): void {
    const log = this.#parts?.log;
    log?.querySelector(".read")?.remove();
    log?.append(h("div", { class: "read", part: "read" }, this.words.read));
    this.#scroll();
  }

  #busy(busy: boolean): void {
    if (!this.#parts) return;
    const { log, status } = this.#parts;
    const { typing, offline, status: online } = this.words;
    status.textContent = busy ? typing : this.#offline ? offline : online;
    status.classList.toggle("off", this.#offline);
    log.querySelector(".typing")?.remove();
    if (!busy) return;
    const dots = h("div", { class: "bubble" }, h("i"), h("i"), h("i"));
    const name = this.getAttribute("name") ?? this.words.service;
    log.append(h("div", { class: "line shop typing", "aria-hidden": "true" }, avatar(name), dots));
    this.#scroll();
  }

  #trouble(is: boolean): void {
    this.#offline = is;
    if (this.#parts) this.#parts.trouble.hidden = !is;
  }

  #scroll(): void {
    const log = this.#parts?.log;
    if (log) log.scrollTop = log.scrollHeight;
  }

  #show(): void {
    if (!this.#parts) return;
    const { launcher, panel } = this.#parts;
    launcher.hidden = this.#isOpen;
    launcher.setAttribute("aria-expanded", String(this.#isOpen));
    panel.hidden = !this.#isOpen;
    if (!this.#isOpen) return;
    this.#scroll();
    if (this.isConnected) this.#greet();
  }

  #toggle(open: boolean): void {
    this.open = open;
    if (open) this.#parts?.field.focus();
    else this.#parts?.launcher.focus();
    this.emit(open ? "huashu-open" : "huashu-close", undefined);
  }

  #typed(): void {
    if (!this.#parts) return;
    const { field, send } = this.#parts;
    send.setAttribute("aria-disabled", String(field.value.trim() === ""));
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  #key(event: KeyboardEvent): void {
    // Enter also ends the choice of an input method; that sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing || this.hasAttribute("inline")) return;
    event.stopPropagation();
    this.#toggle(false);
  }

  #submit(): void {
    const field = this.#parts?.field;
    if (!field) return;
    const text = field.value;
    field.value = "";
    this.#typed();
    this.send(text);
    field.focus();
  }
}

interface Parts {
  launcher: HTMLElement;
  panel: HTMLElement;
  log: HTMLElement;
  status: HTMLElement;
  trouble: HTMLElement;
  field: HTMLTextAreaElement;
  send: HTMLElement;
}

function avatar(name: string): HTMLElement {
  const initial = [...name][0] ?? "";
  return h("div", { class: "avatar", part: "avatar", "aria-hidden": "true" }, initial);
}

function timeOf(at: number, lang: string): HTMLElement {
  const date = new Date(at);
  const locale = lang === "en" ? "en" : "zh-CN";
  const isToday = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleString(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    ...(isToday ? {} : { month: "short", day: "numeric" }),
  });
  return h("time", { datetime: date.toISOString(), "aria-hidden": "true" }, time);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
