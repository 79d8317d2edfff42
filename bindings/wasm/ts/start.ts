/** Starts a WASM module once for everybody who needs it. */

import { HuashuError } from "./error.js";
import { bytesOf, host, type Source } from "./host.js";

/** Where the module comes from. */
export interface StartOptions {
  /** Where the WASM is, if it does not lie where the package put it. It is read once. */
  wasm?: Source;
  /** Ends the loading early. */
  signal?: AbortSignal;
}

/** What wasm-bindgen's glue calls to start a module. */
type Init = (input?: { module_or_path: Uint8Array }) => Promise<unknown>;

/** How a file of the package is started; after a failure the next try begins anew. */
export function starter(init: Init, file: string): (options: StartOptions) => Promise<unknown> {
  let started: Promise<unknown> | undefined;
  return (options) => {
    started ??= start(init, file, options).catch((thrown: unknown) => {
      started = undefined;
      throw thrown;
    });
    return started;
  };
}

async function start(init: Init, file: string, { wasm, signal }: StartOptions): Promise<void> {
  const bytes = wasm === undefined ? host.wasm(file) : bytesOf(wasm, signal);
  try {
    await (bytes ? init({ module_or_path: await bytes }) : init());
  } catch (cause) {
    if (cause instanceof HuashuError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HuashuError(
      {
        kind: "io",
        message: { zh: `WASM 启动不了：${why}`, en: `the WASM cannot be started: ${why}` },
      },
      { cause },
    );
  }
}
