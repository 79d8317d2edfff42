/** In Node files can be read, and the WASM is one of them. */

import { readFile } from "node:fs/promises";
import { fetched, host, unreadable } from "./host.js";

const WEB = /^(https?|data|blob):/i;

host.read = async (address, signal) => {
  if (WEB.test(String(address))) return fetched(address, signal);
  const path = /^file:/i.test(String(address)) ? new URL(address) : address;
  try {
    return await readFile(path, signal ? { signal } : {});
  } catch (cause) {
    throw unreadable(address, cause);
  }
};

host.wasm = (file) => readFile(new URL(`../pkg/${file}`, import.meta.url));
