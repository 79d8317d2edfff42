/** Building bundles in Node. */

import "./node-host.js";

export * from "./authoring.js";
