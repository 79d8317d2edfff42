/** Builds bundles from the YAML of packs: for editors, not for shops' pages. */

import { asHuashuError } from "./error.js";
import { json } from "./json.js";
import { starter, type StartOptions } from "./start.js";
import type { Diagnostic } from "./types.js";
import init, { build as built } from "../pkg/huashu_authoring.js";

export { HuashuError, type ErrorKind, type Failure } from "./error.js";
export type { Source } from "./host.js";
export type { Diagnostic, Message, Severity } from "./types.js";

/** The texts of a pack's files by their names in it, such as `intents/size.yaml`. */
export type Files = Record<string, string>;

/** How a bundle is built. */
export interface BuildOptions extends StartOptions {
  /** Keep what matters most, as bundles for pages do. */
  lean?: boolean;
}

/** What was built. */
export interface Built {
  /** The bundle, for `Huashu.load` or to be saved as a file. */
  bytes: Uint8Array;
  /** The warnings about the pack. */
  diagnostics: Diagnostic[];
}

const start = starter(init, "huashu_authoring_bg.wasm");

/**
 * Builds the bundle of a pack. `layers` are the packs that it extends, in
 * order, and at last its own files; a pack that extends none is one layer.
 * With a pack that has errors it throws a `HuashuError` of kind `pack`, whose
 * `diagnostics` have every one of them and its place.
 *
 * It takes as long as `huashu build`: a moment for a small pack, half a minute
 * for one with many thousand lines. Do that in a worker.
 */
export async function build(layers: Files[], options: BuildOptions = {}): Promise<Built> {
  await start(options);
  options.signal?.throwIfAborted();
  try {
    const done = built(json(layers), json({ lean: options.lean ?? false }));
    const { bytes } = done;
    const diagnostics = JSON.parse(done.diagnostics) as Diagnostic[];
    done.free();
    return { bytes, diagnostics };
  } catch (thrown) {
    throw asHuashuError(thrown);
  }
}
