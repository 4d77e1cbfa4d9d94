// Lists a day's time entries, adds two, changes one, removes it, and lists again.
//
// Without WEBWORK_TOKEN it talks to the embedded sandbox. With it, to the real service: reading
// only, unless --write is given.

import { parseArgs } from "node:util";
import { WebWork, WebWorkError } from "webwork-sdk";
import { createSandbox } from "webwork-sdk/sandbox";

const { values } = parseArgs({
  options: {
    workspace: { type: "string", default: "1" },
    user: { type: "string", default: "100" },
    date: { type: "string", default: "2026-01-28" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log("npm start -- [--workspace ID] [--user ID] [--date YYYY-MM-DD] [--write]");
  console.log(
    "WEBWORK_TOKEN=… talks to the real service; --write lets it add, change and remove there.",
  );
  process.exit();
}

const NEXT = `
What to try next:
  npm run example -- export-month     a month as a CSV file; Ctrl-C and run it again
  npm run example -- weekly-report    hours by member and project, as a table and a page
  npm run example -- import-csv examples/node/samples/entries.csv
  npm run example                     all of them
  npm run web                         a dashboard in the browser
  npm run extension                   a timer for the browser's toolbar
  npm run docs                        the documentation`;

const token = process.env.WEBWORK_TOKEN;
const access = token ? { token } : await openSandbox();
const mayWrite = values.write || !token;

let requests = 0;
const webwork = new WebWork({
  ...access,
  workspaceId: Number(values.workspace),
  onRequest: () => requests++,
});
const day = { user_id: Number(values.user), date: values.date };

try {
  console.log(token ? "Talking to the real service." : "Talking to the embedded sandbox.");
  const before = await list("Before");
  if (!mayWrite) {
    console.log("\nReading only: --write lets it add, change and remove an entry.");
  } else {
    await add({ ...day, start_time: "19:00", end_time: "20:30", notes: "Quickstart" });
    await add({
      ...day,
      start_time: "20:00",
      end_time: "21:00",
      notes: "Quickstart, half of it overlapping",
    });

    const known = new Set(before.map((entry) => entry.id));
    const mine = (await list("After adding")).filter((entry) => !known.has(entry.id));
    for (const entry of mine.slice(0, 1)) {
      const { message } = await webwork.timeEntries.update({
        time_entry_id: entry.id,
        end_time: "19:45",
        notes: null,
      });
      console.log(`\nupdate  ${entry.id}: ${message}`);
    }
    await list("After changing");
    for (const entry of mine) {
      const { message } = await webwork.timeEntries.delete({ time_entry_id: entry.id });
      console.log(`\ndelete  ${entry.id}: ${message}`);
    }
    await list("After removing");
  }
  const { limit, remaining } = webwork.rateLimit;
  console.log(`\n${requests} requests made; rate limit: ${remaining} of ${limit} left.`);
  console.log(NEXT);
} catch (error) {
  if (!(error instanceof WebWorkError)) throw error;
  console.error(`\n${error.name} (${error.code}, outcome ${error.outcome}): ${error.message}`);
  process.exitCode = 1;
} finally {
  webwork.close();
}

/** What a client needs to talk to the sandbox. */
async function openSandbox() {
  const { token, fetch } = await createSandbox();
  return { token, fetch };
}

async function list(title) {
  const entries = [];
  for await (const entry of webwork.timeEntries.list(day)) entries.push(entry);
  const count = entries.length === 1 ? "1 time entry" : `${entries.length} time entries`;
  console.log(`\n${title}: ${count} of user ${day.user_id} on ${day.date}`);
  console.table(
    entries.map((entry) => ({
      start: entry.start_time.slice(11, 16),
      end: entry.end_time?.slice(11, 16) ?? "running",
      minutes: entry.duration_minutes,
      project: entry.project_name ?? "",
      notes: entry.activity_description ?? "",
      method: entry.method,
    })),
  );
  return entries;
}

async function add(params) {
  const asked = minutes(params.end_time) - minutes(params.start_time);
  const { message, saved_minutes: saved } = await webwork.timeEntries.create(params);
  console.log(
    `\ncreate  ${params.start_time}–${params.end_time}: asked ${asked} minutes, saved ${saved}${saved < asked ? " (in part)" : ""}`,
  );
  console.log(`        ${message}`);
}

function minutes(time) {
  const [hours, rest] = time.split(":").map(Number);
  return hours * 60 + rest;
}
