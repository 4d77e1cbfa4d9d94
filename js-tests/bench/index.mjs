// Measures the packed package: node index.mjs [size] [calls] [start]. Ratios within one run count;
// the single figures depend on the machine.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { WebWork } from "webwork-sdk";

const parts = { size, calls, start };
const wanted = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await part();
}

/** What an app ships: minified by esbuild, packed by brotli. */
async function size() {
  console.log("\nSize, bytes");
  const rows = { "webwork.wasm": readFileSync("node_modules/webwork-sdk/dist/webwork.wasm") };
  const uses = {
    "default entry": `import { WebWork } from "webwork-sdk"; new WebWork({ token: "t" });`,
    "slim, without the wasm": `import { WebWork, loadWasm } from "webwork-sdk/slim"; loadWasm("w"); new WebWork({ token: "t" });`,
    sandbox: `import { Sandbox } from "webwork-sdk/sandbox"; new Sandbox();`,
  };
  for (const [name, contents] of Object.entries(uses)) {
    const { outputFiles } = await build({ stdin: { contents, resolveDir: process.cwd() }, bundle: true, minify: true, format: "esm", write: false });
    rows[name] = Buffer.from(outputFiles[0].contents);
  }
  const table = {};
  for (const [name, bytes] of Object.entries(rows)) {
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    table[name] = { minified: bytes.length, brotli: packed.length, "brotli, KB": Number((packed.length / 1024).toFixed(1)) };
  }
  console.table(table);
}

function answer(items) {
  const entry = (at) => ({
    id: `a1b2c3d4-e5f6-7890-abcd-${String(at).padStart(12, "0")}`,
    user_id: 100,
    contract_id: 20,
    project_id: 10,
    project_name: "Website Redesign",
    task_id: 5,
    task_title: "Update homepage design",
    activity_description: "Working on feature implementation",
    method: "Desktop tracker",
    date: "2026-01-29",
    start_time: "2026-01-29T09:00:00Z",
    end_time: "2026-01-29T17:00:00Z",
    duration_minutes: 480,
  });
  const pagination = { total: items, per_page: items, current_page: 1, last_page: 1 };
  return JSON.stringify({ success: true, data: Array.from({ length: items }, (_, at) => entry(at)), meta: { api_version: "2.0.0", timestamp: "2026-01-29T12:00:00.000000Z", pagination } });
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

/** Microseconds per call of each way, taken in turns so that the machine's moods hit all alike. */
async function compare(ways, batch, rounds) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -5; round < rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const begin = performance.now();
      for (let call = 0; call < batch; call++) await way();
      // The first rounds warm up.
      if (round >= 0) times[name].push(((performance.now() - begin) / batch) * 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** The whole call against fetch and json() alone. */
async function calls() {
  const answers = { 20: answer(20), 100: answer(100) };
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(answers[request.url.split("/")[1]]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const loopback = `http://127.0.0.1:${server.address().port}`;

  console.log("\nA call, microseconds, and its ratio to fetch + json()");
  const table = {};
  for (const [where, items] of [["stub", 20], ["stub", 100], ["loopback", 20], ["loopback", 100]]) {
    const text = answers[items];
    const baseUrl = `${loopback}/${items}`;
    const headers = { "content-type": "application/json" };
    const isStub = where === "stub";
    const fetch = isStub ? async () => new Response(text, { headers }) : globalThis.fetch;
    const common = { token: "bench-token", baseUrl, rateLimit: false, fetch };
    const off = new WebWork({ ...common, validation: "off" });
    const on = new WebWork({ ...common, onDrift: () => {} });
    const params = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
    const url = `${baseUrl}/time-entries?workspace_id=1&user_id=100&date=2026-01-29`;
    const init = { headers: { authorization: "Bearer bench-token", accept: "application/json" } };
    const ways = {
      raw: async () => (await fetch(url, init)).json(),
      off: () => off.timeEntries.list(params),
      on: () => on.timeEntries.list(params),
    };
    const times = await compare(ways, isStub ? 400 : 60, isStub ? 60 : 40);
    const round = (number, digits) => Number(number.toFixed(digits));
    table[`${where}, ${items} items`] = {
      "fetch + json()": round(times.raw, 1),
      "validation off": round(times.off, 1),
      "ratio off": round(times.off / times.raw, 2),
      "validation on": round(times.on, 1),
      "ratio on": round(times.on / times.raw, 2),
    };
  }
  console.table(table);
  server.close();
}

/** From the start of the import to the first request leaving, in a fresh process each time. */
async function start() {
  const program = `
    const begin = performance.now();
    const { WebWork } = await import("webwork-sdk");
    const imported = performance.now();
    const webwork = new WebWork({ token: "t", baseUrl: "https://h", fetch: () => { throw new Error(String(performance.now())); } });
    try { await webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: "a" }, { maxRetries: 0 }); } catch (error) { console.log(imported - begin, Number(error.cause.message) - begin); }
  `;
  const runs = Array.from({ length: 15 }, () => execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }).split(" ").map(Number));
  console.log("\nFrom import to the first request, ms");
  console.table({ Node: { imported: Number(median(runs.map(([one]) => one)).toFixed(1)), "first request": Number(median(runs.map(([, other]) => other)).toFixed(1)) } });
}
