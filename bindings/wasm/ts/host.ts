/**
 * What differs between browsers and Node. `node.ts` puts its own in place, so
 * that bundlers for browsers never see a module of Node.
 */

import { HuashuError } from "./error.js";

/** Where a bundle or the WASM may come from. */
export type Source = string | URL | Response | ArrayBuffer | Uint8Array;

export interface Host {
  /** Reads an address. */
  read(address: string | URL, signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** A WASM file of the package, where the loader cannot fetch it by itself. */
  wasm(file: string): Promise<Uint8Array> | undefined;
}

export const host: Host = {
  read: fetched,
  wasm: () => undefined,
};

/** The bytes of a source. */
export async function bytesOf(
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Response) return body(source);
  if (typeof source === "string" || source instanceof URL) return host.read(source, signal);
  throw new HuashuError({
    kind: "input",
    message: {
      zh: "需要一个地址、Response、ArrayBuffer 或 Uint8Array",
      en: "an address, a Response, an ArrayBuffer or a Uint8Array is needed",
    },
  });
}

/** Fetches an address. */
export async function fetched(
  address: string | URL,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address, signal ? { signal } : {});
  } catch (cause) {
    throw unreadable(address, cause);
  }
  return body(response);
}

/** The bytes of a response. */
export async function body(response: Response): Promise<Uint8Array> {
  if (!response.ok) {
    const status = String(response.status);
    throw new HuashuError({
      kind: "io",
      message: {
        zh: `${response.url} 取不到：服务器回应 ${status}`,
        en: `${response.url} cannot be fetched: the server answered ${status}`,
      },
    });
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw unreadable(response.url, cause);
  }
}

/** The error for an address that cannot be read. */
export function unreadable(address: string | URL, cause: unknown): HuashuError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HuashuError(
    {
      kind: "io",
      message: {
        zh: `${String(address)} 读不到：${why}`,
        en: `${String(address)} cannot be read: ${why}`,
      },
    },
    { cause },
  );
}
