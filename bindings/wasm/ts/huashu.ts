import { asHuashuError, HuashuError } from "./error.js";
import { bytesOf, type Source } from "./host.js";
import { json } from "./json.js";
import { starter, type StartOptions } from "./start.js";
import type {
  CheckOptions,
  Explanation,
  Finding,
  FixOptions,
  Input,
  Outcome,
  Rule,
  Session,
} from "./types.js";
import init, { Core } from "../pkg/huashu_wasm.js";

/** How an engine is loaded. */
export type LoadOptions = StartOptions;

const start = starter(init, "huashu_wasm_bg.wasm");

/** A server that has no such file often sends a page instead; say so. */
function refusePage(bytes: Uint8Array): void {
  const head = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  if (!head.startsWith("<")) return;
  throw new HuashuError({
    kind: "bundle",
    message: {
      zh: "这是一个网页，不是话术包；请检查地址",
      en: "this is a web page and no bundle; please check the address",
    },
  });
}

/**
 * A reply engine. It is immutable and remembers nothing: conversations are
 * `session` objects that you keep.
 *
 * ```js
 * const engine = await Huashu.load("/shop.huashu");
 * const first = engine.suggest(null, "什么时候发货呀");
 * const second = engine.suggest(first.session, "发顺丰吗");
 * ```
 */
export class Huashu {
  #core: Core | undefined;

  private constructor(core: Core) {
    this.#core = core;
  }

  /** Loads a bundle from an address or from bytes. */
  static async load(source: Source, options: LoadOptions = {}): Promise<Huashu> {
    const [bytes] = await Promise.all([bytesOf(source, options.signal), start(options)]);
    options.signal?.throwIfAborted();
    refusePage(bytes);
    try {
      return new Huashu(new Core(bytes));
    } catch (thrown) {
      throw asHuashuError(thrown);
    }
  }

  /**
   * Prepares what the first message otherwise waits for; best done when the
   * page has nothing else to do. In a worker it happens by itself.
   */
  warmUp(): void {
    this.#call((core) => core.warm_up());
  }

  /** What could be said to a message or an event; `null` begins a conversation. */
  suggest(session: Session | null, input: string | Input): Outcome {
    return this.#parsed((core) => core.suggest(json(session), json(asInput(input)))) as Outcome;
  }

  /** Why the engine answers as it does; `expect` is the id of a reply to explain besides. */
  explain(session: Session | null, input: string | Input, expect?: string): Explanation {
    return this.#parsed((core) =>
      core.explain(json(session), json(asInput(input)), expect),
    ) as Explanation;
  }

  /** The words of a text. */
  segment(text: string): string[] {
    return this.#parsed((core) => core.segment(text)) as string[];
  }

  /** Wording in a text that a good shop does not use. */
  check(text: string, options: CheckOptions = {}): Finding[] {
    return this.#parsed((core) => core.check(text, json(options))) as Finding[];
  }

  /** The text with the safe rewrites made. */
  fix(text: string, options: FixOptions = {}): string {
    return this.#call((core) => core.fix(text, json(options)));
  }

  /** All wording rules. */
  rules(): Rule[] {
    return this.#parsed((core) => core.rules()) as Rule[];
  }

  /** Gives the memory back. The engine cannot be used any more. */
  free(): void {
    this.#core?.free();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #parsed(call: (core: Core) => string): unknown {
    return JSON.parse(this.#call(call));
  }

  #call<T>(call: (core: Core) => T): T {
    if (!this.#core) {
      throw new HuashuError({
        kind: "input",
        message: { zh: "引擎已经释放", en: "the engine was freed" },
      });
    }
    try {
      return call(this.#core);
    } catch (thrown) {
      throw asHuashuError(thrown);
    }
  }
}

function asInput(input: string | Input): Input {
  return typeof input === "string" ? { text: input } : input;
}
