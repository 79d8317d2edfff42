// Builds packs in a worker: a large one takes half a minute, and the page stays alive.
import { build } from "../../bindings/wasm/dist/authoring.js";

/** The last request, which is done when the one before it has ended. */
let next;
let isBusy = false;

addEventListener("message", async ({ data }) => {
  next = data;
  if (isBusy) return;
  isBusy = true;
  while (next) {
    const { id, files } = next;
    next = undefined;
    postMessage({ id, ...(await built(files)) });
  }
  isBusy = false;
});

async function built(files) {
  const start = performance.now();
  try {
    const { bytes, diagnostics } = await build([files], { lean: true });
    return { bytes, diagnostics, took: Math.round(performance.now() - start) };
  } catch (error) {
    return { failure: error.toJSON?.() ?? { message: { zh: error.message }, diagnostics: [] } };
  }
}
