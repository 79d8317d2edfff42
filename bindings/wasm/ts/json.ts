/** What goes into the WASM. */

import { HuashuError } from "./error.js";

/** A value as JSON. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value ?? null, wellFormed);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HuashuError(
      { kind: "input", message: { zh: `写不成 JSON：${why}`, en: `cannot be written as JSON: ${why}` } },
      { cause },
    );
  }
}

/** Half a character, as a cut text may end with, is no Unicode and would be refused. */
function wellFormed(_: string, value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\uFFFD") : value;
}
