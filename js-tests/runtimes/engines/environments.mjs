// Runtimes other than browsers.

const platform = `${process.platform}-${process.arch}`;
const bun = `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : "x64"}`;

/** A worker that responds with the result. */
const worker = (app) => `${app.import()}
export default { async fetch() { return new Response("<b>" + (await ${app.result}) + "</b>"); } };\n`;

const node = [20, 22, 24, 26].flatMap((major) => [
  {
    name: `node${major}-import`,
    title: `Node.js ${major}, import`,
    version: `node${major}-${platform}`,
    files: (app) => ({ "main.mjs": app.module() }),
    run: [`node${major}-${platform}/bin/node`, "main.mjs"],
  },
  {
    name: `node${major}-require`,
    title: `Node.js ${major}, require`,
    version: `node${major}-${platform}`,
    files: (app) => ({ "main.cjs": app.required }),
    run: [`node${major}-${platform}/bin/node`, "main.cjs"],
  },
]);

/** Miniflare on its own, as test tools use it. */
const miniflare = `
import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";

const wasm = readFileSync("../../node_modules/webwork-sdk/dist/webwork.wasm");
await new Miniflare({
  port: Number(process.argv[2]),
  modulesRoot: "out",
  modules: [{ type: "ESModule", path: "out/worker.js" }, { type: "CompiledWasm", path: "out/webwork.wasm?module", contents: wasm }],
  compatibilityDate: "2026-01-01",
}).ready;
`;

export default [
  ...node,
  {
    name: "deno",
    title: "Deno",
    version: "deno",
    files: (app) => ({ "main.js": app.module() }),
    run: ["deno", "run", "--allow-net", "main.js"],
  },
  {
    name: "bun",
    title: "Bun",
    version: bun,
    files: (app) => ({ "main.js": app.module() }),
    run: [`${bun}/bin/bun`, "main.js"],
  },
  {
    name: "wrangler",
    title: "workerd, wrangler dev",
    version: "wrangler",
    loads: "imported module, condition `workerd`",
    files: (app) => ({
      "worker.js": worker(app),
      "wrangler.json": JSON.stringify({
        name: "app",
        main: "worker.js",
        compatibility_date: "2026-01-01",
      }),
    }),
    steps: [["wrangler", "deploy", "--dry-run", "--outdir", "out"]],
    bundle: "out",
    serve: [
      "wrangler",
      "dev",
      "--ip",
      "127.0.0.1",
      "--port",
      "{port}",
      "--inspector-port",
      "0",
      "--show-interactive-dev-session=false",
    ],
    get: ["/"],
  },
  {
    name: "miniflare",
    title: "workerd, Miniflare with esbuild",
    version: "workerd",
    loads: "imported module, condition `workerd`",
    files: (app) => ({ "worker.js": worker(app), "main.js": miniflare }),
    steps: [
      [
        "esbuild",
        "worker.js",
        "--bundle",
        "--format=esm",
        "--conditions=workerd",
        "--external:*.wasm?module",
        "--outfile=out/worker.js",
      ],
    ],
    serve: ["node", "main.js", "{port}"],
    get: ["/"],
  },
  {
    name: "workerd-unaware",
    title: "workerd, bundled without its condition",
    version: "workerd",
    files: (app) => ({ "worker.js": worker(app), "main.js": miniflare }),
    steps: [["esbuild", "worker.js", "--bundle", "--format=esm", "--outfile=out/worker.js"]],
    serve: ["node", "main.js", "{port}"],
    get: ["/"],
    expect: /^InternalError: .*let the bundler resolve the condition "workerd" or "edge-light"/,
  },
];
