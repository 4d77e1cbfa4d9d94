// A module of the benchmark, bundled and run in Chromium.

import { build } from "esbuild";
import { openPage } from "../support/chromium.mjs";

/** Serves `entry` from the same origin as everything else, so that no preflight is in the way; the page and its end. */
export async function openBundle(entry, server) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
    logLevel: "error",
  });
  server.files.set("/", [
    "text/html",
    `<!doctype html><script type="module" src="/bundle.js"></script>`,
  ]);
  server.files.set("/bundle.js", ["text/javascript", outputFiles[0].text]);
  const ends = [];
  const page = await openPage({ after: (end) => ends.push(end) });
  await page.goto(`${server.url}/`, { waitUntil: "load" });
  return { page, close: () => Promise.all(ends.map((end) => end())) };
}
