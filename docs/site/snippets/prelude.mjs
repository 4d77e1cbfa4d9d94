// What is there when a snippet runs:
//
//   sandbox              a new sandbox for each snippet, whose clock stands still
//   token                its owner's token
//   webwork              a client of it, for workspace 1 and without a rate limit
//   day                  { user_id: 100, date: "2026-01-28" }, which has an entry
//   entries, journal     two entries to create, and a journal in memory
//   redis                a client of node-redis that is not connected
//   fetch                leads to the sandbox, whatever the host; loopback addresses are called for real
//   process.env          WEBWORK_TOKEN is the sandbox's token
//   console              silent
//   sessionStorage       holds the token under "webwork-token"
//
// A token that a snippet writes as "…" is the sandbox's.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { here, home } from "../home.mjs";

const dist = join(home, "node_modules/webwork-sdk/dist");
/** Imports an entry of the package; a copy of its own for each `copy`. */
export const load = (entry, copy = "") =>
  import(`${pathToFileURL(join(dist, `${entry}.js`))}${copy && `?${copy}`}`);

/** Sets everything up until the test ends. Returns the sandbox, and what was logged. */
export async function prepare(t) {
  const [{ WebWork }, { createSandbox }] = await Promise.all([load("index"), load("sandbox")]);
  const sandbox = await createSandbox({ now: Date.parse("2026-01-29T12:00:00Z") });
  const { fetch } = globalThis;
  const isLoopback = (input) => /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(input.url ?? input);
  const records = [];
  define(t, {
    sandbox,
    token: sandbox.token,
    webwork: new WebWork({
      token: sandbox.token,
      fetch: sandbox.fetch,
      workspaceId: 1,
      rateLimit: false,
    }),
    day: { user_id: 100, date: "2026-01-28" },
    entries: [
      { user_id: 100, date: "2026-02-02", start_time: "09:00", end_time: "12:30" },
      { user_id: 100, date: "2026-02-02", start_time: "13:00", end_time: "17:00" },
    ],
    journal: { load: () => records, append: (record) => void records.push(record) },
    redis: { eval: async () => Promise.reject(new Error("not connected")) },
    sessionStorage: storage({ "webwork-token": sandbox.token }),
    fetch: (input, init) => (isLoopback(input) ? fetch : sandbox.fetch)(input, init),
  });
  process.env.WEBWORK_TOKEN = sandbox.token;
  const log = ["log", "error", "warn", "table"].map((name) =>
    t.mock.method(console, name, () => {}),
  );
  const logged = () => log.flatMap(({ mock }) => mock.calls.map((call) => call.arguments));
  return { sandbox, logged };
}

let count = 0;

/** Bundles the module of a snippet with those of its document, and imports it. */
export async function run(file) {
  const outfile = file.replace(/(\.\w+)?$/, `.run-${++count}.mjs`);
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    packages: "external",
    alias: { "next/cache": join(here, "snippets/stand-ins/next-cache.mjs") },
    format: "esm",
    platform: "node",
    jsx: "automatic",
    logLevel: "silent",
    charset: "utf8",
    write: false,
  });
  writeFileSync(outfile, outputFiles[0].text.replaceAll('"…"', "globalThis.sandbox.token"));
  return import(pathToFileURL(outfile));
}

export function define(t, values) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name],
    );
  }
}

function storage(initial) {
  const items = new Map(Object.entries(initial));
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, String(value)),
    removeItem: (key) => void items.delete(key),
  };
}
