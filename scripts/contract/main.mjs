// npm run contract -- compare FILE|URL, and npm run contract -- probe: holds contract/openapi.yaml against
// what the vendor says, and against what the vendor's server does. See docs/contract-tools.md.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../steps.mjs";
import { checklist, compare } from "./compare.mjs";
import { UsageError } from "./errors.mjs";
import { load, operationsOf } from "./load.mjs";

const HELP = `npm run contract -- compare FILE|URL
npm run contract -- probe [--workspace ID] [--user ID] [--date YYYY-MM-DD] [--out FILE]

compare   prints, operation by operation, what differs between contract/openapi.yaml and another OpenAPI
          file. The vendor's own is said to be at https://api-docs.webwork-tracker.com/_bundle/@v2/api.yaml
          Exit codes: 0 the same, 1 differences, 2 wrong options or a file that cannot be read.

probe     calls every read-only operation once, with the token in WEBWORK_TOKEN, and writes a report without
          any of your data. It cannot write: whatever is no GET is refused.
          --workspace ID   workspace (default: the only one that you have)
          --user ID        a member with time entries (default: the first one)
          --date DATE      a day with time entries (default: yesterday)
          --out FILE       the report (default: contract-probe.md)
          WEBWORK_BASE_URL another server, such as a sandbox's
          Exit codes: 0 as the contract says, 1 drift or a call that failed, 2 wrong options.
`;

const contract = join(root, "contract/openapi.yaml");
const [command, ...args] = process.argv.slice(2);
try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError || error.code?.startsWith?.("ERR_PARSE_ARGS");
  if (!isUsage) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function main() {
  if (command === "compare") return compareWith(args);
  if (command === "probe") return probeServer(args);
  if (command !== undefined && command !== "--help" && command !== "-h")
    throw new UsageError(`There is no command "${command}".`);
  console.log(HELP);
  return command === undefined ? 2 : 0;
}

async function compareWith(args) {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  if (positionals.length !== 1) throw new UsageError("compare needs one file or URL.");
  const [ours, theirs] = (await Promise.all([contract, positionals[0]].map(load))).map(
    operationsOf,
  );
  const found = compare(ours, theirs);
  console.log(checklist(found, ours, theirs));
  return found.length === 0 ? 0 : 1;
}

async function probeServer(args) {
  const { values } = parseArgs({
    args,
    options: {
      workspace: { type: "string" },
      user: { type: "string" },
      date: { type: "string" },
      out: { type: "string", default: "contract-probe.md" },
    },
  });
  // It needs the built package, which compare does not.
  const { runProbe } = await import("./probe/run.mjs");
  return runProbe({ ...values, document: await load(contract), env: process.env });
}
