import type { Diagnostic, Message } from "./types.js";

/**
 * What went wrong:
 * `bundle` the bytes are no bundle, damaged, or of another version,
 * `io` something could not be fetched or read,
 * `input` something passed in cannot be used, or the engine was freed,
 * `pack` the pack has errors,
 * `internal` a bug in huashu.
 */
export type ErrorKind = "bundle" | "io" | "input" | "pack" | "internal";

/** The plain form in which errors leave the engine and cross to a worker. */
export interface Failure {
  kind: ErrorKind;
  message: Message;
  diagnostics?: Diagnostic[];
}

/** Every error of this package. `message` is the English text. */
export class HuashuError extends Error {
  override readonly name = "HuashuError";
  /** What went wrong. */
  readonly kind: ErrorKind;
  /** The message for people, in both languages. */
  readonly text: Message;
  /** What is wrong with the pack, with `kind` `pack`. */
  readonly diagnostics: Diagnostic[];

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message.en, options);
    this.kind = failure.kind;
    this.text = failure.message;
    this.diagnostics = failure.diagnostics ?? [];
  }

  /** The error in the plain form. */
  toJSON(): Failure {
    return { kind: this.kind, message: this.text, diagnostics: this.diagnostics };
  }
}

/** Makes an error of ours of whatever was thrown. */
export function asHuashuError(thrown: unknown): HuashuError {
  if (thrown instanceof HuashuError) return thrown;
  if (typeof thrown === "string") {
    try {
      return new HuashuError(JSON.parse(thrown) as Failure);
    } catch {
      // Not an error of the engine: told as it is below.
    }
  }
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  return new HuashuError(
    { kind: "internal", message: { zh: `内部错误：${cause}`, en: `internal error: ${cause}` } },
    { cause: thrown },
  );
}
