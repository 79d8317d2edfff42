/**
 * Serves the examples on this machine only, under the content security policy
 * that the package promises to work with.
 *
 *   node examples/shop-widget/serve.js [port]
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START = "/examples/shop-widget/index.html";

/** Nothing else of the project is served. */
const OPEN = [
  "/examples/shop-widget/",
  "/bindings/wasm/dist/",
  "/bindings/wasm/pkg/",
  "/bindings/wasm/node_modules/",
  "/bindings/wasm/tests/recorded/",
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".yaml": "text/plain; charset=utf-8",
};

export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Starts the server; port 0 takes a free one. */
export function serve(port) {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(404).end("not found"));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/") {
    response.writeHead(302, { location: START }).end();
    return;
  }
  const path = normalize(decodeURIComponent(pathname));
  if (!OPEN.some((folder) => path.startsWith(folder))) throw new Error("not served");
  const file = join(ROOT, path);
  if (!(await stat(file)).isFile()) throw new Error("no file");
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
  });
  createReadStream(file).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(Number(process.argv[2] ?? 8080));
  const at = `http://localhost:${server.address().port}/`;
  console.log(`话术示例 huashu examples: ${at}`);
}
