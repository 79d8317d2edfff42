/** What runs in the worker: it loads an engine and does one call after the other. */

import { asHuashuError } from "./error.js";
import { Huashu } from "./huashu.js";
import type { Source } from "./host.js";
import type { Reply, Request } from "./worker.js";

let engine: Huashu | undefined;

/** A call begins when the one before it has ended. */
let before: Promise<void> = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  before = before.then(() => answer(data));
  if (data.method === "load") before = before.then(warmUp);
});

/** The page knows by now that the engine is there. */
function warmUp(): void {
  try {
    engine?.warmUp();
  } catch {
    // What is missing is told where it is needed.
  }
}

async function answer({ id, method, args }: Request): Promise<void> {
  let reply: Reply;
  try {
    reply = { id, value: await done(method, args) };
  } catch (thrown) {
    reply = { id, failure: asHuashuError(thrown).toJSON() };
  }
  postMessage(reply);
}

async function done(method: Request["method"], args: unknown[]): Promise<unknown> {
  if (method === "load") {
    const [source, wasm] = args as [Source, Source | undefined];
    engine = await Huashu.load(source, wasm === undefined ? {} : { wasm });
    return undefined;
  }
  const call = engine?.[method] as ((...args: unknown[]) => unknown) | undefined;
  return call?.apply(engine, args);
}
