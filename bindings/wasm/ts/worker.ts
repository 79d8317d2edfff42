/** The engine in a worker: the same methods, asynchronous, answered in order. */

import { asHuashuError, HuashuError, type Failure } from "./error.js";
import type { LoadOptions } from "./huashu.js";
import { body, type Source } from "./host.js";
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

export { HuashuError } from "./error.js";

/** A call as it is posted to the worker. */
export interface Request {
  id: number;
  method: "load" | "suggest" | "explain" | "segment" | "check" | "fix" | "rules";
  args: unknown[];
}

/** What the worker posts back. */
export type Reply = { id: number; value: unknown } | { id: number; failure: Failure };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: HuashuError): void;
}

const FREED: Failure = {
  kind: "input",
  message: { zh: "引擎已经释放", en: "the engine was freed" },
};

/** A reply engine that does not keep the page from painting. For browsers. */
export class HuashuWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #ended: Failure | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("failure" in data) waiting?.reject(new HuashuError(data.failure));
      else waiting?.resolve(data.value);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const why = event.message || "worker";
      this.#end({
        kind: "io",
        message: { zh: `Worker 出错：${why}`, en: `the worker failed: ${why}` },
      });
    };
  }

  /** Starts a worker and loads a bundle in it. */
  static async load(source: Source, options: LoadOptions = {}): Promise<HuashuWorker> {
    let engine: HuashuWorker;
    try {
      const url = new URL("./worker-thread.js", import.meta.url);
      engine = new HuashuWorker(new Worker(url, { type: "module" }));
    } catch (thrown) {
      throw asHuashuError(thrown);
    }
    const stop = () => {
      engine.#end({ kind: "io", message: { zh: "加载被取消", en: "the loading was cancelled" } });
    };
    options.signal?.addEventListener("abort", stop);
    try {
      if (options.signal?.aborted) stop();
      const wasm = options.wasm === undefined ? undefined : await posted(options.wasm);
      await engine.#call("load", [await posted(source), wasm]);
    } catch (thrown) {
      engine.free();
      throw asHuashuError(thrown);
    } finally {
      options.signal?.removeEventListener("abort", stop);
    }
    return engine;
  }

  /** As {@link Huashu.suggest}. */
  suggest(session: Session | null, input: string | Input): Promise<Outcome> {
    return this.#call("suggest", [session, input]);
  }

  /** As {@link Huashu.explain}. */
  explain(session: Session | null, input: string | Input, expect?: string): Promise<Explanation> {
    return this.#call("explain", [session, input, expect]);
  }

  /** As {@link Huashu.segment}. */
  segment(text: string): Promise<string[]> {
    return this.#call("segment", [text]);
  }

  /** As {@link Huashu.check}. */
  check(text: string, options?: CheckOptions): Promise<Finding[]> {
    return this.#call("check", [text, options]);
  }

  /** As {@link Huashu.fix}. */
  fix(text: string, options?: FixOptions): Promise<string> {
    return this.#call("fix", [text, options]);
  }

  /** As {@link Huashu.rules}. */
  rules(): Promise<Rule[]> {
    return this.#call("rules", []);
  }

  /** Ends the worker. Calls that still wait are rejected. */
  free(): void {
    this.#end(FREED);
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #call<T>(method: Request["method"], args: unknown[]): Promise<T> {
    if (this.#ended) return Promise.reject(new HuashuError(this.#ended));
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      try {
        this.#worker.postMessage({ id, method, args } satisfies Request);
      } catch (thrown) {
        // Functions and the like cannot be posted.
        reject(asInputError(thrown));
        return;
      }
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
    });
  }

  #end(failure: Failure): void {
    if (this.#ended) return;
    this.#ended = failure;
    this.#worker.terminate();
    for (const waiting of this.#waiting.values()) waiting.reject(new HuashuError(failure));
    this.#waiting.clear();
  }
}

/** A worker has another base address, and a response cannot be posted. */
async function posted(source: Source): Promise<string | ArrayBuffer | Uint8Array> {
  if (source instanceof Response) return body(source);
  if (source instanceof URL) return source.href;
  return typeof source === "string" ? new URL(source, document.baseURI).href : source;
}

function asInputError(thrown: unknown): HuashuError {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new HuashuError({
    kind: "input",
    message: { zh: `传不进 Worker：${why}`, en: `cannot be passed to the worker: ${why}` },
  });
}
