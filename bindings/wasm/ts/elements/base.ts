/** What both elements have in common: language, engine, facts and events. */

import { asHuashuError, HuashuError } from "../error.js";
import type { Facts, Input, Outcome } from "../types.js";
import { shared, type ReplyEngine } from "./engines.js";
import { words, type Lang, type Words } from "./words.js";

/** Pages that are rendered on a server have no elements; importing must not fail there. */
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

export abstract class HuashuElement extends Base {
  #facts: Facts = {};
  #now: string | null = null;
  #engine: ReplyEngine | null = null;

  /** What you know about the order, the goods and the customer. */
  get facts(): Facts {
    return this.#facts;
  }

  set facts(facts: Facts) {
    this.#facts = facts;
  }

  /** The time in the shop, `2026-11-24T09:30`; by default the clock in China. */
  get now(): string | null {
    return this.#now;
  }

  set now(now: string | null) {
    this.#now = now;
  }

  /** An engine of your own; without one, the bundle's is used. */
  get engine(): ReplyEngine | null {
    return this.#engine;
  }

  set engine(engine: ReplyEngine | null) {
    this.#engine = engine;
    this.engineChanged();
  }

  /** The address of the bundle. */
  get bundle(): string | null {
    return this.getAttribute("bundle");
  }

  set bundle(address: string | null) {
    if (address === null) this.removeAttribute("bundle");
    else this.setAttribute("bundle", address);
  }

  /** Called when another engine may be there. */
  protected abstract engineChanged(): void;

  protected get language(): Lang {
    const near = this.closest("[lang]") ?? document.documentElement;
    return near.getAttribute("lang")?.toLowerCase().startsWith("en") ? "en" : "zh";
  }

  protected get words(): Words {
    return words(this.language);
  }

  /** The engine when it is there. */
  protected async ready(): Promise<ReplyEngine> {
    if (this.#engine) return this.#engine;
    const { bundle } = this;
    if (!bundle) {
      throw new HuashuError({
        kind: "input",
        message: {
          zh: "没有引擎：请设置 bundle 属性或 engine",
          en: "there is no engine: set the attribute bundle or the property engine",
        },
      });
    }
    try {
      return await shared(bundle, this.hasAttribute("worker"));
    } catch (thrown) {
      throw asHuashuError(thrown);
    }
  }

  /** An input with what this element knows. */
  protected input(given: Input): Input {
    const shop = this.getAttribute("name");
    const facts = shop ? { shop, ...this.#facts } : this.#facts;
    return { facts, now: this.#now ?? clock(), ...given };
  }

  /** Dispatches the events of an outcome; false if the page wants to answer itself. */
  protected announce(outcome: Outcome): boolean {
    if (outcome.unanswered) this.emit("huashu-unanswered", outcome);
    if (outcome.decision === "handoff") this.emit("huashu-handoff", outcome);
    return this.emit("huashu-suggest", outcome);
  }

  protected emit(type: string, detail: unknown): boolean {
    const init = { detail, bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent(type, init));
  }

  /** Properties that were set before the element was defined get their effect. */
  protected upgrade(...names: string[]): void {
    for (const name of ["facts", "now", "engine", ...names]) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }
}

/** The clock of the shop: Chinese shops all have one time. */
function clock(): string {
  const shown = new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
  return shown.replace(" ", "T");
}
