// Bundlers, by their own commands and without configuration; the result runs in Chromium.

import { page } from "../app.mjs";

const toOut = (app) => ({ "src/index.js": app.module(), "dist/index.html": page("./main.js") });
const atRoot = (app) => ({ "main.js": app.module(), "index.html": page("./main.js") });
/** A page whose script is built into a folder beside it. */
const built = (app) => ({ "main.js": app.module(), "out/index.html": page("./main.js") });
const inWorker = (app) => ({
  "index.html": page("./main.js"),
  "main.js": `new Worker(new URL("./worker.js", import.meta.url), { type: "module" });\n`,
  "worker.js": app.module(),
});
const slim = (app) => ({
  "index.html": page("./main.js"),
  "main.js": `import { loadWasm } from "webwork-sdk/slim";\nimport url from "webwork-sdk/webwork.wasm?url";\nloadWasm(url);\n${app.module("webwork-sdk/slim")}`,
});

export default [
  {
    name: "vite-dev",
    title: "Vite, dev",
    version: "vite",
    files: atRoot,
    serve: ["vite", "--host", "127.0.0.1", "--port", "{port}", "--strictPort"],
    page: "",
  },
  {
    name: "vite-build",
    title: "Vite, build",
    version: "vite",
    files: atRoot,
    steps: [["vite", "build"]],
    bundle: "dist",
    page: "",
  },
  {
    name: "vite-worker",
    title: "Vite, module worker",
    version: "vite",
    files: inWorker,
    steps: [["vite", "build"]],
    bundle: "dist",
    page: "",
  },
  {
    name: "vite-slim",
    title: "Vite, `webwork-sdk/slim`",
    version: "vite",
    loads: "a file, given to `loadWasm`",
    files: slim,
    steps: [["vite", "build"]],
    bundle: "dist",
    page: "",
  },
  {
    name: "vite-ssr",
    title: "Vite, build for the server",
    version: "vite",
    files: (app) => ({ "main.js": app.module() }),
    steps: [["vite", "build", "--ssr", "main.js"]],
    run: ["node", "dist/main.js"],
  },
  {
    name: "webpack",
    title: "webpack",
    version: "webpack",
    files: toOut,
    steps: [["webpack", "--mode", "production"]],
    bundle: "dist",
    page: "",
  },
  {
    name: "rspack",
    title: "Rspack",
    version: "@rspack/core",
    files: toOut,
    steps: [["rspack", "build", "--mode", "production"]],
    bundle: "dist",
    page: "",
  },
  {
    name: "rollup",
    title: "Rollup, with its node-resolve plugin",
    version: "rollup",
    files: built,
    steps: [
      ["rollup", "main.js", "--plugin", "node-resolve", "--format", "es", "--file", "out/main.js"],
    ],
    bundle: "out",
    page: "",
  },
  {
    name: "esbuild",
    title: "esbuild",
    version: "esbuild",
    files: built,
    steps: [["esbuild", "main.js", "--bundle", "--format=esm", "--outfile=out/main.js"]],
    bundle: "out",
    page: "",
  },
  {
    name: "esbuild-iife",
    title: "esbuild, as a classic script",
    version: "esbuild",
    files: built,
    steps: [["esbuild", "main.js", "--bundle", "--minify", "--outfile=out/main.js"]],
    bundle: "out",
    page: "",
  },
  {
    name: "parcel",
    title: "Parcel",
    version: "parcel",
    files: atRoot,
    steps: [["parcel", "build", "index.html", "--no-cache"]],
    bundle: "dist",
    page: "",
  },
];
