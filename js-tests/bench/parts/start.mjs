// From the start of the import to the first request leaving: what a cold script or worker pays.

import { execFileSync } from "node:child_process";
import { median, rounded, show } from "../harness.mjs";
import { QUERY } from "../responses.mjs";

const CLIENTS = [
  "raw",
  "webwork",
  "openapi-fetch",
  "zod",
  "ky",
  "stripe",
  "openai",
  "anthropic",
  "notion",
  "axios",
  "gaxios",
  "octokit-core",
  "octokit",
];
const ROUNDS = 11;

const program = (client) => `
  const begin = performance.now();
  const { name, open } = await import("./bench/clients/${client}.mjs");
  const imported = performance.now() - begin;
  const fetch = async () => {
    console.log(JSON.stringify({ name, imported, left: performance.now() - begin }));
    process.exit();
  };
  await open({ baseUrl: "https://api.example", token: "bench-token", fetch }).list(${JSON.stringify(QUERY)});
`;

export async function run() {
  const runs = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const client of CLIENTS) {
      const output = execFileSync(
        process.execPath,
        ["--input-type=module", "--eval", program(client)],
        { encoding: "utf8" },
      );
      const { name, ...times } = JSON.parse(output);
      runs[name] ??= [];
      runs[name].push(times);
    }
  }
  const rows = {};
  for (const [name, times] of Object.entries(runs)) {
    rows[name] = {
      "imported, ms": rounded(median(times.map(({ imported }) => imported))),
      "first request leaves, ms": rounded(median(times.map(({ left }) => left))),
    };
  }
  show(`From import to the first request, fresh process each, median of ${ROUNDS}`, rows);
}
