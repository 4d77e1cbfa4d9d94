// What this client and others do under faults, against real servers.

import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { FAULTS, GIVES_UP_AFTER } from "../faults.mjs";
import { show } from "../harness.mjs";
import { page, QUERY, stub } from "../responses.mjs";

const CLIENTS = [
  "webwork",
  "fetch",
  "openai",
  "anthropic",
  "stripe",
  "octokit",
  "notion",
  "ky",
  "gaxios",
  "axios",
];
const TOKEN = "bench-token-that-nobody-may-see";
/** Milliseconds between the starts of two faults. */
const STAGGER = 300;

export async function run() {
  // Some clients leave promises behind that nobody awaits.
  process.on("unhandledRejection", () => {});
  const clients = await Promise.all(CLIENTS.map((client) => import(`../clients/${client}.mjs`)));
  // Loading in the first call must not count.
  for (const { open } of clients)
    await open({ baseUrl: "http://127.0.0.1", token: TOKEN, fetch: stub(page(1)) }).list(QUERY);
  const rows = {};
  for (const { name } of clients) rows[name] = {};
  // Every pair has a server of its own, and nearly all of the time is waiting: so all together, but
  // not in one burst, which would itself take time.
  await Promise.all(
    FAULTS.map(async (fault, at) => {
      await pause(at * STAGGER);
      await Promise.all(
        clients.map(
          async (client) => (rows[client.name][fault.title] = await observe(client, fault)),
        ),
      );
    }),
  );
  // Bundling keeps the machine busy, so it waits until all times are taken.
  for (const [at, client] of clients.entries())
    rows[client.name]["instanceof across two copies"] = await acrossCopies(CLIENTS[at]);

  const titles = [...FAULTS.map(({ title }) => title), "instanceof across two copies"];
  for (const part of chunks(titles, 4)) {
    show(
      "Behaviour under faults",
      Object.fromEntries(
        clients.map(({ name }) => [
          name,
          Object.fromEntries(part.map((title) => [title, rows[name][title]])),
        ]),
      ),
    );
  }
  // Calls that nobody could end are left behind.
  setTimeout(() => process.exit(), 0);
}

/** What one client does under one fault, summarized. */
async function observe({ open, takesSignal }, fault) {
  const server = await serveFault(fault);
  try {
    const client = open({ baseUrl: server.url, token: TOKEN, ...fault.options });
    const began = performance.now();
    const call = (start) => outcome(start, GIVES_UP_AFTER);
    const seen = await fault.run({ call, client, pause, responded: server.responded, takesSignal });
    return fault.summarize({
      ...seen,
      hits: server.hits,
      began,
      client,
      token: TOKEN,
      takesSignal,
    });
  } finally {
    server.close();
  }
}

/** How a call ended, and when; `pending` if it has not. */
async function outcome(start, milliseconds) {
  const ended = (async () => start())().then(
    (value) => ({ state: "resolved", value, at: performance.now() }),
    (error) => ({ state: "rejected", error, at: performance.now() }),
  );
  const late = pause(milliseconds).then(() => ({ state: "pending", at: performance.now() }));
  return Promise.race([ended, late]);
}

async function serveFault(fault) {
  const hits = [];
  let resolveResponded;
  const responded = new Promise((resolve) => (resolveResponded = resolve));
  const server = createServer((request, response) => {
    const at = performance.now();
    request.resume().on("end", () => {
      const { method, headers } = request;
      hits.push({ at, method, headers });
      fault.respond(response, hits.length, at - hits[0].at);
      resolveResponded();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    hits,
    responded,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Whether an error of one copy of the package is an instance of the other copy's class. */
async function acrossCopies(client) {
  const { outputFiles } = await build({
    entryPoints: [`bench/clients/${client}.mjs`],
    bundle: true,
    format: "esm",
    platform: "node",
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
    },
    write: false,
    logLevel: "silent",
  });
  const files = ["one", "other"].map((copy) => resolve(`bench/${client}-${copy}.mjs`));
  await Promise.all(files.map((file) => writeFile(file, outputFiles[0].contents)));
  const [one, other] = await Promise.all(files.map((file) => import(file)));
  const server = await serveFault(FAULTS.find(({ title }) => title === "token in errors"));
  try {
    const { error } = await outcome(
      () => one.open({ baseUrl: server.url, token: TOKEN }).list(QUERY),
      GIVES_UP_AFTER,
    );
    if (!(error instanceof one.ErrorClass)) return `not even in one: ${error?.constructor?.name}`;
    return error instanceof other.ErrorClass ? "yes" : "no";
  } finally {
    server.close();
  }
}

function chunks(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}
