/**
 * What a chat keeps in the page's storage. Storage may be blocked, full or
 * hold anything: nothing here throws, and what cannot be read is no conversation.
 */

import type { Input, Session } from "../types.js";
import { shortened } from "./dom.js";

export interface Line {
  from: "customer" | "shop" | "note";
  text: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Transcript {
  session: Session | null;
  lines: Line[];
  /** What waits for an answer. */
  waiting: Input[];
}

const VERSION = 1;
const MOST_LINES = 200;
const MOST_TEXT = 2_000;

/** Storages that a chat of this page writes to: a second one would overwrite the first. */
const taken = new Set<string>();

export class Store {
  readonly #key: string;
  readonly #storage: Storage | null;

  constructor(where: string | null, id: string) {
    this.#key = `huashu-chat:${id}`;
    const storage = taken.has(this.#key) ? null : named(where);
    this.#storage = storage;
    if (storage) taken.add(this.#key);
  }

  /** Lets another chat use the place. */
  close(): void {
    if (this.#storage) taken.delete(this.#key);
  }

  read(): Transcript {
    try {
      const stored: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "null");
      if (isTranscript(stored)) return stored;
    } catch {
      // Blocked, or written by someone else.
    }
    return { session: null, lines: [], waiting: [] };
  }

  write({ session, lines, waiting }: Transcript): void {
    const recent = lines.slice(-MOST_LINES);
    const kept = recent.map((line) => ({ ...line, text: shortened(line.text, MOST_TEXT) }));
    try {
      const stored = JSON.stringify({ version: VERSION, session, lines: kept, waiting });
      this.#storage?.setItem(this.#key, stored);
    } catch {
      // Blocked or full: the conversation goes on in memory.
    }
  }
}

function named(where: string | null): Storage | null {
  try {
    if (where === "local") return localStorage;
    if (where === "session") return sessionStorage;
  } catch {
    // Blocked.
  }
  return null;
}

function isTranscript(stored: unknown): stored is Transcript {
  if (typeof stored !== "object" || stored === null) return false;
  const { version, lines, waiting } = stored as Record<string, unknown>;
  const isLine = (line: unknown): boolean => {
    const { from, text, at } = (line ?? {}) as Record<string, unknown>;
    const known = from === "customer" || from === "shop" || from === "note";
    return known && typeof text === "string" && typeof at === "number";
  };
  return (
    version === VERSION &&
    Array.isArray(lines) &&
    lines.every(isLine) &&
    Array.isArray(waiting) &&
    waiting.every((input) => typeof input === "object" && input !== null)
  );
}
