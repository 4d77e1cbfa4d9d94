// Writes the time entries of a month to a CSV file: `timeEntries.range`, with a cursor that survives
// Ctrl-C and a crash.

import { existsSync } from "node:fs";
import type { TimeEntry, TimeEntryRangeParams } from "webwork-sdk";
import {
  addDays,
  connect,
  integer,
  onInterrupt,
  program,
  progress,
  say,
  UsageError,
} from "./lib/common.ts";
import { loadCheckpoint, openCsv, removeCheckpoint } from "./lib/cursor-csv.ts";

const HELP = `
export-month: the time entries of a month as a CSV file

  npm run example -- export-month [--month YYYY-MM] [--members ID,ID] [--out FILE] [--overwrite]

  --month YYYY-MM  the month (default: the last one)
  --members ID,ID  user ids (default: all members)
  --out FILE       the file (default: time-entries-YYYY-MM.csv)
  --overwrite      begin anew, also where the file is there

Ctrl-C leaves FILE.cursor.json beside the file. The same command again goes on from there.
Exit codes: 0 done, 1 failed, 2 wrong options, 130 stopped with Ctrl-C.
`;

const COLUMNS = [
  "id",
  "user_id",
  "date",
  "start_time",
  "end_time",
  "duration_minutes",
  "project_id",
  "project_name",
  "task_id",
  "task_title",
  "activity_description",
  "method",
] as const satisfies readonly (keyof TimeEntry)[];

/** What is done in this time is done again after a crash. */
const CHECKPOINT_MS = 200;

await program(
  HELP,
  {
    month: { type: "string" },
    members: { type: "string" },
    out: { type: "string" },
    overwrite: { type: "boolean", default: false },
  },
  async ({ values }) => {
    const signal = onInterrupt();
    const { webwork, today } = await connect(values);
    const month = values.month ?? addDays(`${today.slice(0, 8)}01`, -1).slice(0, 7);
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      throw new UsageError(`--month is a month such as 2026-01, not "${month}"`);
    const out = values.out ?? `time-entries-${month}.csv`;

    const stopped = values.overwrite ? undefined : await loadCheckpoint(out);
    if (!stopped && existsSync(out) && !values.overwrite)
      throw new UsageError(`${out} is there already. Use --overwrite, or another --out.`);
    const params: TimeEntryRangeParams = {
      // An export goes on with the members that it began with, whoever has joined since.
      user_ids: stopped?.params.user_ids ?? (await members(values.members)),
      from: `${month}-01`,
      to: lastDay(month),
    };
    if (stopped && (stopped.params.from !== params.from || isOther(values.members, params)))
      throw new UsageError(
        `${out} is an unfinished export of ${stopped.params.from.slice(0, 7)} with other options. Use --overwrite, or another --out.`,
      );
    if (stopped) say(`Going on after ${stopped.rows} entries.`);

    const csv = await openCsv(out, COLUMNS, stopped ?? { params, bytes: 0, rows: 0 });
    const bar = progress("days");
    const range = webwork.timeEntries.range(params, {
      cursor: stopped?.cursor,
      signal,
      onProgress: bar.update,
    });
    let { cursor } = stopped ?? {};
    try {
      let due = performance.now() + CHECKPOINT_MS;
      for await (const entry of range) {
        csv.add(entry);
        ({ cursor } = range);
        if (performance.now() < due) continue;
        await csv.checkpoint(cursor);
        due = performance.now() + CHECKPOINT_MS;
      }
      await csv.checkpoint(cursor);
    } catch (error) {
      // Ctrl-C, or a call that failed: what has come is kept.
      await csv.checkpoint(cursor);
      bar.end();
      say(`${csv.rows} entries are in ${out}. Run the same command again to go on.`);
      throw error;
    } finally {
      bar.end();
      await csv.close();
    }
    await removeCheckpoint(out);
    console.log(`${csv.rows} entries of ${params.user_ids.length} members are in ${out}.`);
    return 0;

    async function members(ids: string | undefined): Promise<number[]> {
      if (ids) return ids.split(",").map((id) => integer("--members", id.trim()));
      // Those who have left too: they may have worked in that month.
      const all = await webwork.members.list().toArray();
      return all.map(({ id }) => id);
    }
  },
);

function lastDay(month: string): string {
  // The 31st day after the first is in the next month; day 0 of that is the last of this one.
  return addDays(`${addDays(`${month}-01`, 31).slice(0, 8)}01`, -1);
}

function isOther(ids: string | undefined, { user_ids }: TimeEntryRangeParams): boolean {
  return ids !== undefined && ids.replaceAll(" ", "") !== user_ids.join(",");
}
