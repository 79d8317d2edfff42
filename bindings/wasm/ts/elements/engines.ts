/** Engines that elements share: one for each bundle, kept as long as the page. */

import { Huashu } from "../huashu.js";
import { HuashuWorker } from "../worker.js";
import type { CheckOptions, Finding, FixOptions, Input, Outcome, Session } from "../types.js";

/** What elements need of an engine; {@link Huashu} and {@link HuashuWorker} both have it. */
export interface ReplyEngine {
  suggest(session: Session | null, input: Input): Outcome | Promise<Outcome>;
  check(text: string, options?: CheckOptions): Finding[] | Promise<Finding[]>;
  fix(text: string, options?: FixOptions): string | Promise<string>;
}

const loading = new Map<string, Promise<ReplyEngine>>();

/** The engine for a bundle; one that could not be loaded is tried again. */
export function shared(bundle: string, inWorker: boolean): Promise<ReplyEngine> {
  const address = new URL(bundle, document.baseURI).href;
  const key = `${inWorker ? "worker" : "page"} ${address}`;
  let engine = loading.get(key);
  if (!engine) {
    engine = inWorker ? HuashuWorker.load(address) : Huashu.load(address);
    loading.set(key, engine);
    engine.catch(() => loading.delete(key));
  }
  return engine;
}
