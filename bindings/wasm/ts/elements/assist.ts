import { asHuashuError } from "../error.js";
import type { Finding, Input, Outcome, Session, Slot, Suggestion } from "../types.js";
import { assistStyle } from "./assist-style.js";
import { HuashuElement } from "./base.js";
import { h, shortened } from "./dom.js";
import { reasons } from "./reasons.js";
import { Underlines } from "./underlines.js";
import { decisionWords, kindWords, valueWords } from "./words.js";

/** As many suggestions have a key. */
const MOST_REPLIES = 5;

/** Longer messages are shown up to here; the engine gets all of them. */
const MOST_SHOWN = 5_000;

/** Longer drafts are checked only when typing pauses, so that keys stay quick. */
const LONG = 2_000;
const PAUSE_MS = 250;

/** Longer ones are not checked while typing. */
const TOO_LONG = 100_000;

/** More findings than anyone reads are counted, not listed. */
const MOST_LISTED = 20;

let style: CSSStyleSheet | undefined;

/**
 * The agent's side: `<huashu-assist bundle="shop.huashu">`. Give it what the
 * customer wrote (`message`), and it shows what could be said and why; what
 * the agent types is checked as they type.
 */
export class HuashuAssist extends HuashuElement {
  static readonly observedAttributes = ["message", "lang", "bundle"];

  #session: Session | null = null;
  /** Which customer this is about: answers about another one are not shown. */
  #conversation = 0;
  #outcome: Outcome | null = null;
  #message = "";
  #waiting: Ask[] = [];
  #working = false;
  #failed = false;
  #findings: Finding[] = [];
  #checks = 0;
  #scheduled = { frame: 0, timer: 0 };
  #underlines: Underlines | undefined;
  #parts: Parts | undefined;

  connectedCallback(): void {
    this.upgrade("message", "draft", "bundle");
    if (!this.#parts) this.#render();
    this.#check();
    void this.#work();
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.#scheduled.frame);
    clearTimeout(this.#scheduled.timer);
    this.#underlines?.clear();
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === "message") this.message = value ?? "";
    else if (name === "bundle") this.engineChanged();
    else if (this.#parts) this.#render();
  }

  /** What the customer wrote. Each time it is set, the conversation goes on by one message. */
  get message(): string {
    return this.#message;
  }

  set message(text: string) {
    this.#message = text;
    this.#show();
    // A message that cannot be answered is told by an event and in the panel.
    if (text.trim() !== "") this.ask({ text }).catch(() => undefined);
  }

  /** What the agent is writing. */
  get draft(): string {
    return this.#field.value;
  }

  set draft(text: string) {
    this.#field.value = text;
    this.#typed();
  }

  /** What the engine made of the last message. */
  get outcome(): Outcome | null {
    return this.#outcome;
  }

  /** The conversation so far; set it when the agent turns to another customer. */
  get session(): Session | null {
    return this.#session;
  }

  set session(session: Session | null) {
    this.#conversation += 1;
    this.#session = session;
    this.#outcome = null;
    this.#message = "";
    this.#show();
  }

  /** Asks the engine about a message or an event. Questions are answered in order. */
  ask(input: Input): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const conversation = this.#conversation;
      this.#waiting.push({ input, conversation, resolve, reject });
      void this.#work();
    });
  }

  /** Puts a text where the cursor stands in the draft. */
  insert(text: string): void {
    const field = this.#field;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    this.#typed();
  }

  /** Makes every safe rewrite in the draft. */
  async fix(): Promise<void> {
    const before = this.draft;
    const fixed = await (await this.ready()).fix(before);
    // What was typed meanwhile is not overwritten.
    if (this.draft === before) this.draft = fixed;
  }

  protected engineChanged(): void {
    if (!this.#parts) return;
    this.#check();
    void this.#work();
  }

  get #field(): HTMLTextAreaElement {
    return this.#parts?.field ?? this.#render().field;
  }

  async #work(): Promise<void> {
    if (this.#working || !this.isConnected) return;
    this.#working = true;
    try {
      while (this.#waiting[0] && this.isConnected) {
        this.#show();
        if (!(await this.#answer(this.#waiting[0]))) break;
      }
    } finally {
      this.#working = false;
      this.#show();
    }
  }

  /** Answers one question; false if the engine is not there. */
  async #answer(asked: Ask): Promise<boolean> {
    let engine;
    try {
      engine = await this.ready();
      this.#failed = false;
    } catch (thrown) {
      this.#failed = true;
      this.emit("huashu-error", asHuashuError(thrown));
      return false;
    }
    try {
      const isOther = asked.conversation !== this.#conversation;
      const session = isOther ? null : this.#session;
      const outcome = await engine.suggest(session, this.input(asked.input));
      if (asked.conversation === this.#conversation) {
        this.#session = outcome.session;
        this.#outcome = outcome;
        this.announce(outcome);
      }
      asked.resolve(outcome);
    } catch (thrown) {
      const error = asHuashuError(thrown);
      this.#outcome = null;
      this.emit("huashu-error", error);
      asked.reject(error);
    }
    this.#waiting.shift();
    return true;
  }

  #typed(): void {
    const { field, send } = this.#parts as Parts;
    send.setAttribute("aria-disabled", String(field.value.trim() === ""));
    this.#mirror([]);
    const { length } = field.value;
    cancelAnimationFrame(this.#scheduled.frame);
    clearTimeout(this.#scheduled.timer);
    if (length > LONG) this.#scheduled.timer = window.setTimeout(() => this.#check(), PAUSE_MS);
    else this.#scheduled.frame = requestAnimationFrame(() => this.#check());
  }

  /** The mirror makes the field as high as its text; a very long text scrolls in the field instead. */
  #mirror(findings: Finding[]): void {
    const { field, mirror } = this.#parts as Parts;
    const isLong = field.value.length > TOO_LONG;
    field.classList.toggle("long", isLong);
    this.#underlines ??= new Underlines(mirror);
    this.#underlines.show(isLong ? "" : field.value, isLong ? [] : findings);
  }

  /** Checks the draft; what comes back for an older one is dropped. */
  async #check(): Promise<void> {
    const number = ++this.#checks;
    const text = this.draft;
    let findings: Finding[] = [];
    if (text !== "" && text.length <= TOO_LONG) {
      try {
        findings = await (await this.ready()).check(text);
      } catch {
        // Without an engine the draft is not checked; `suggest` tells why.
      }
    }
    if (number !== this.#checks) return;
    this.#findings = findings;
    this.#mirror(findings);
    this.#showFindings();
  }

  #render(): Parts {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [(style ??= assistStyle())];
    const draft = this.#parts?.field.value ?? "";
    const parts = this.#build();
    parts.field.value = draft;
    this.#underlines?.clear();
    this.#underlines = undefined;
    this.#parts = parts;
    root.replaceChildren(parts.panel);
    this.#show();
    this.#typed();
    return parts;
  }

  #build(): Parts {
    const { words } = this;
    const customer = h("section", { class: "customer", part: "customer", "aria-label": words.customer });
    const replies = h("section", {
      part: "suggestions",
      "aria-label": words.suggestions,
      "aria-live": "polite",
    });
    const mirror = h("div", { class: "mirror", "aria-hidden": "true" });
    const field = h("textarea", {
      part: "field",
      placeholder: words.draftHint,
      "aria-label": words.draft,
      spellcheck: "false",
      input: (event) => {
        // An input method's letters are not yet what the agent writes.
        if (!(event as InputEvent).isComposing) this.#typed();
        else this.#mirror([]);
      },
      compositionend: () => this.#typed(),
    });
    const findings = h("ul", { class: "findings", part: "findings", tabindex: 0 });
    const state = h("span", { class: "state", role: "status" });
    const fix = h(
      "button",
      { type: "button", class: "text-button", part: "fix", click: () => void this.#fixed() },
      words.fix,
    );
    const send = h(
      "button",
      { type: "button", class: "primary", part: "send", click: () => this.#send() },
      words.send,
    );
    const editor = h("div", { class: "editor", part: "editor" }, mirror, field);
    const panel = h(
      "div",
      { class: "panel", part: "panel", keydown: (event) => this.#key(event as KeyboardEvent) },
      customer,
      replies,
      h(
        "section",
        { class: "draft", part: "draft", "aria-label": words.draft },
        h("p", { class: "label" }, words.draft),
        editor,
        findings,
        h("div", { class: "bar" }, state, fix, send),
      ),
    );
    return { panel, customer, replies, mirror, field, findings, state, fix, send };
  }

  /** Shows the message and what the engine made of it. */
  #show(): void {
    if (!this.#parts) return;
    this.#showCustomer(this.#parts.customer);
    this.#showReplies(this.#parts.replies);
  }

  #showCustomer(section: HTMLElement): void {
    const { words, language } = this;
    const outcome = this.#outcome;
    const text = shortened(this.#message, MOST_SHOWN);
    const rest = text === this.#message ? "" : words.more(this.#message.length);
    const empty = text === "" ? " empty" : "";
    const parts: (Node | null)[] = [
      h("p", { class: "label" }, words.customer, outcome && badge(outcome, language)),
      h(
        "p",
        { class: `quote${empty}`, dir: "auto", tabindex: text.length > 200 ? 0 : undefined },
        text || words.noMessage,
        rest,
      ),
    ];
    if (outcome && outcome.slots.length > 0) {
      const chips = outcome.slots.slice(0, 30).map((slot) => this.#chip(slot));
      parts.push(h("ul", { class: "chips", part: "slots", "aria-label": words.slots }, ...chips));
    }
    if (outcome?.remark) {
      const dot = h("span", { class: `dot ${outcome.remark.flag}`, "aria-hidden": "true" });
      const flag = h("span", { class: "spoken" }, words.flag(outcome.remark.flag));
      parts.push(this.#box(words.remark, outcome.remark.text, "remark", dot, flag));
    }
    if (outcome?.handover?.text) {
      parts.push(this.#box(words.handover, outcome.handover.text, "handover"));
    }
    for (const problem of outcome?.problems ?? []) {
      parts.push(
        h("div", { class: "box", part: "problem" }, h("span", { class: "kind" }, words.problems), h("p", {}, problem.message[language])),
      );
    }
    section.replaceChildren(...parts.filter((part) => part !== null));
  }

  #chip(slot: Slot): HTMLElement {
    const { words, language } = this;
    const value = valueWords(String(slot.value), language);
    const unit = slot.unit ? valueWords(slot.unit, language) : "";
    const mark = slot.refused ? `${words.refusedSlot} ` : slot.approx ? `${words.approx} ` : "";
    return h("li", {}, h("b", {}, kindWords(slot.kind, language)), `${mark}${value} ${unit}`.trim());
  }

  #box(kind: string, text: string, part: string, ...before: Node[]): HTMLElement {
    const { words } = this;
    const copy = h("button", { type: "button", class: "text-button" }, words.copy);
    copy.addEventListener("click", () => {
      const told = (result: string) => void (copy.textContent = result);
      const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error());
      copied.then(() => told(words.copied), () => told(words.notCopied));
    });
    return h("div", { class: "box", part }, h("span", { class: "kind" }, kind), h("p", {}, ...before, text), copy);
  }

  #showReplies(section: HTMLElement): void {
    const { words } = this;
    const label = h("p", { class: "label" }, words.suggestions);
    const said = (text: string) => h("p", { class: "quiet" }, text);
    const outcome = this.#outcome;
    if (this.#failed) {
      const retry = h(
        "button",
        { type: "button", class: "text-button", click: () => this.engineChanged() },
        words.retry,
      );
      section.replaceChildren(label, h("div", { class: "box", role: "alert" }, h("p", {}, words.loadFailed), retry));
    } else if (this.#working && this.#waiting.length > 0) {
      section.replaceChildren(label, said(words.waiting));
    } else if (!outcome) {
      section.replaceChildren(label, said("—"));
    } else if (outcome.suggestions.length === 0) {
      const isSilent = outcome.decision === "silent";
      section.replaceChildren(label, said(isSilent ? words.silent : words.noSuggestions));
    } else {
      const shown = outcome.suggestions.slice(0, MOST_REPLIES);
      const items = shown.map((suggestion, i) => h("li", {}, this.#reply(suggestion, i + 1)));
      section.replaceChildren(label, h("ol", {}, ...items));
    }
  }

  #reply(suggestion: Suggestion, number: number): HTMLElement {
    const { words, language } = this;
    const score = suggestion.score.toFixed(2);
    const why = reasons(suggestion, language);
    return h(
      "button",
      {
        type: "button",
        class: "reply",
        part: "suggestion",
        "aria-keyshortcuts": `Alt+${number}`,
        click: () => this.#choose(suggestion),
      },
      h("span", { class: "text", dir: "auto" }, suggestion.text),
      h(
        "span",
        { class: "why" },
        `${words.score} ${score}`,
        why && ` · ${why}`,
      ),
      h(
        "span",
        { class: "side", "aria-hidden": "true" },
        h("kbd", {}, `Alt ${number}`),
        gauge(suggestion.score),
      ),
    );
  }

  #choose(suggestion: Suggestion): void {
    if (this.emit("huashu-insert", suggestion)) this.insert(suggestion.text);
  }

  #key(event: KeyboardEvent): void {
    // With Alt some keyboards type other characters: the place of the key counts.
    const number = /^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1];
    if (!event.altKey || event.ctrlKey || event.metaKey || !number) return;
    const suggestion = this.#outcome?.suggestions[Number(number) - 1];
    if (!suggestion) return;
    event.preventDefault();
    this.#choose(suggestion);
  }

  #showFindings(): void {
    if (!this.#parts) return;
    const { findings, state, fix } = this.#parts;
    const { words } = this;
    const found = this.#findings;
    const text = this.draft;
    findings.hidden = found.length === 0;
    findings.setAttribute("aria-label", words.findings(found.length));
    findings.replaceChildren(...found.slice(0, MOST_LISTED).map((finding) => this.#item(finding, text)));
    fix.hidden = !found.some((finding) => finding.safe && finding.rewrite !== null);
    if (text.length > TOO_LONG) state.textContent = words.tooLong;
    else if (found.length > 0) state.textContent = words.findings(found.length);
    else state.textContent = text.trim() === "" ? "" : words.fine;
  }

  #item(finding: Finding, text: string): HTMLElement {
    const { words, language } = this;
    const { rewrite, start, end, severity, matched, message } = finding;
    const change = () => {
      // The draft may have changed since.
      if (this.draft !== text || rewrite === null) return;
      this.#field.setRangeText(rewrite, start, end, "end");
      this.#field.focus();
      this.#typed();
    };
    const offer =
      rewrite !== null &&
      h("button", { type: "button", class: "text-button", click: change }, words.rewrite(rewrite));
    return h(
      "li",
      { class: severity },
      h("p", {}, matched !== "" && h("q", {}, shortened(matched, 40)), message[language]),
      offer,
    );
  }

  async #fixed(): Promise<void> {
    try {
      await this.fix();
    } catch (thrown) {
      this.emit("huashu-error", asHuashuError(thrown));
    }
    this.#field.focus();
  }

  #send(): void {
    const text = this.draft;
    if (text.trim() === "") return;
    if (this.emit("huashu-send", { text, findings: this.#findings })) this.draft = "";
    this.#field.focus();
  }
}

interface Ask {
  input: Input;
  conversation: number;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

interface Parts {
  panel: HTMLElement;
  customer: HTMLElement;
  replies: HTMLElement;
  mirror: HTMLElement;
  field: HTMLTextAreaElement;
  findings: HTMLElement;
  state: HTMLElement;
  fix: HTMLElement;
  send: HTMLElement;
}

function gauge(score: number): HTMLElement {
  const filled = h("i");
  filled.style.inlineSize = `${score * 100}%`;
  return h("span", { class: "gauge" }, filled);
}

function badge(outcome: Outcome, language: "zh" | "en"): HTMLElement {
  const words = decisionWords(outcome.decision, language);
  return h("span", { class: `badge ${outcome.decision} end`, part: "decision" }, words);
}
