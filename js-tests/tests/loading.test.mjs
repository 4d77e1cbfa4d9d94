// How the package loads: by import and require, lazily, from every source of wasm, under workerd's condition.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { build } from "esbuild";
import { importCopy } from "../support/copy.mjs";
import { wasmsIn } from "../support/inlined.mjs";
import { serve } from "../support/server.mjs";

const require = createRequire(import.meta.url);
const raw = readFileSync(require.resolve("webwork-sdk/webwork.wasm"));
const good = { success: true, data: [], meta: {} };
const options = {
  token: "loading-token",
  baseUrl: "https://h",
  rateLimit: false,
  fetch: async () => Response.json(good),
};
const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };

/** Runs a program in a Node of its own, in the test's project. */
function node(...args) {
  return execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const program = `
  const webwork = new WebWork({ token: "t", baseUrl: "https://h", fetch: async () => Response.json(${JSON.stringify(good)}) });
  webwork.timeEntries.list(${JSON.stringify(day)}).then((page) => console.log(page.data.length, page.success));
`;

test("import works", () => {
  assert.equal(
    node("--input-type=module", "--eval", `import { WebWork } from "webwork-sdk"; ${program}`),
    "0 true\n",
  );
});

test("require works", () => {
  const flags = process.features.require_module ? [] : ["--experimental-require-module"];
  assert.equal(
    node(
      ...flags,
      "--no-warnings",
      "--input-type=commonjs",
      "--eval",
      `const { WebWork } = require("webwork-sdk"); ${program}`,
    ),
    "0 true\n",
  );
});

test("importing does nothing: no fetch, no classes of fetch, no wasm", () => {
  const touched = node(
    "--input-type=module",
    "--eval",
    `const touched = [];
     for (const name of ["fetch", "Headers", "Request", "Response", "FormData", "AbortController", "TextDecoder", "TextEncoder", "DecompressionStream", "WebAssembly"]) {
       const { get, value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
       Object.defineProperty(globalThis, name, { configurable: true, get() { touched.push(name); return get ? get.call(globalThis) : value; } });
     }
     const { WebWork } = await import("webwork-sdk");
     const { Sandbox } = await import("webwork-sdk/sandbox");
     new WebWork({ token: "t" }); new Sandbox();
     console.log(JSON.stringify(touched));`,
  );
  assert.equal(touched, "[]\n");
});

test("a call in Node.js makes no class of fetch or of streams load, which takes longer than the wasm", () => {
  const touched = node(
    "--input-type=module",
    "--eval",
    `const touched = [];
     for (const name of ["Headers", "Request", "Response", "FormData", "ReadableStream", "DecompressionStream"])
       Object.defineProperty(globalThis, name, { get() { touched.push(name); } });
     const { WebWork } = await import("webwork-sdk");
     const fetch = async () => ({ status: 200, headers: new Map(), text: async () => '{"success":true,"data":[]}' });
     const { success } = await new WebWork({ token: "t", fetch }).workspaces.list();
     console.log(success, JSON.stringify(touched));`,
  );
  assert.equal(touched, "true []\n");
});

test("the process ends when there is nothing left to do", () => {
  const start = performance.now();
  node("--input-type=module", "--eval", `import { WebWork } from "webwork-sdk"; ${program}`);
  assert.ok(performance.now() - start < 20_000, "a timer of the SDK kept it alive");
});

test("a load that failed is tried again by the next call", async () => {
  const { instantiate } = WebAssembly;
  const { WebWork } = await importCopy();
  const webwork = new WebWork(options);
  WebAssembly.instantiate = async () => {
    throw new WebAssembly.CompileError(
      "Refused to compile WebAssembly because 'unsafe-eval' is not allowed (Content Security Policy)",
    );
  };
  try {
    await assert.rejects(
      webwork.timeEntries.list(day),
      (error) =>
        error.code === "internal" &&
        error.outcome === "not_sent" &&
        error.message.includes("add 'wasm-unsafe-eval' to script-src"),
    );
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
});

test("the inlined wasm and the file are the same bytes, and there is one of each", () => {
  const text = readFileSync(require.resolve("webwork-sdk").replace(/[^/]+$/, "index.js"), "utf8");
  assert.deepEqual(wasmsIn(text), [raw]);
});

test("slim takes bytes, a buffer, a module, a Response, a URL, and a promise of any", async (t) => {
  const server = await serve(t, (_, response) => response.end(raw));
  const sources = [
    raw,
    raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength),
    new WebAssembly.Module(raw),
    new Response(raw),
    server.url,
    new URL(server.url),
    Promise.resolve(raw),
    Promise.resolve(new Response(raw)),
  ];
  for (const source of sources) {
    const slim = await importCopy("slim");
    slim.loadWasm(source);
    assert.deepEqual((await new slim.WebWork(options).timeEntries.list(day)).data, []);
  }
});

test("slim says what to do when there is no wasm, and recovers", async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(404).end());
  const slim = await importCopy("slim");
  const webwork = new slim.WebWork(options);
  await assert.rejects(webwork.timeEntries.list(day), /call loadWasm/);
  slim.loadWasm(server.url);
  await assert.rejects(webwork.timeEntries.list(day), /could not be fetched: 404/);
  slim.loadWasm(raw);
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
});

for (const condition of ["workerd", "edge-light"]) {
  test(`under the condition ${condition} the module is imported, not compiled`, async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { WebWork } from "webwork-sdk"; export { WebWork };`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      write: false,
      format: "esm",
      conditions: [condition],
      external: ["*.wasm?module"],
    });
    const [{ text }] = outputFiles;
    assert.match(text, /from "\.\/webwork\.wasm\?module"/);
    assert.ok(!/[A-Za-z0-9+/=]{10000,}/.test(text), "the inlined wasm is not along");
    // What workerd does with the import: it gives a compiled module.
    globalThis.webworkModule = new WebAssembly.Module(raw);
    const bound = text.replace(
      /import (\w+) from "\.\/webwork\.wasm\?module"/,
      "const $1 = globalThis.webworkModule",
    );
    const { WebWork } = await import(
      `data:text/javascript;base64,${Buffer.from(bound).toString("base64")}`
    );
    assert.deepEqual((await new WebWork(options).timeEntries.list(day)).data, []);
  });
}
