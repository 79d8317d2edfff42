/** The engine for Node. */

import "./node-host.js";

export * from "./index.js";
