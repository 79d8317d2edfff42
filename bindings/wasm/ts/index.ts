/** The engine for browsers and bundlers. */
export { HuashuError, type ErrorKind, type Failure } from "./error.js";
export type { Source } from "./host.js";
export { Huashu, type LoadOptions } from "./huashu.js";
export type * from "./types.js";
