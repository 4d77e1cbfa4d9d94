// Creates the time entries of a CSV file, none of them twice: `timeEntries.createMany` with a journal, so
// that a run that was killed goes on when it is started again.

import { readFile, rm, writeFile } from "node:fs/promises";
import Table from "cli-table3";
import { stringify } from "csv-stringify/sync";
import { type CreateManyResult, InvalidArgumentError } from "webwork-sdk";
import {
  connect,
  duration,
  EXIT,
  hours,
  onInterrupt,
  paint,
  program,
  progress,
  say,
  UsageError,
} from "./lib/common.ts";
import {
  type CsvEntries,
  type CsvProblem,
  type CsvRow,
  overlapping,
  readEntries,
} from "./lib/csv-entries.ts";
import { fileJournal } from "./lib/file-journal.ts";

const HELP = `
import-csv: creates the time entries of a CSV file, none of them twice

  npm run example -- import-csv FILE [--dry-run] [--dates dmy|mdy] [--journal FILE]

  --dry-run        check the file, say what would be sent, send nothing
  --dates ORDER    how to read 1/2/2026: "dmy" (1 February) or "mdy" (2 January)
  --journal FILE   where to note what was sent (default: FILE.journal)

Columns: user_id, date, start_time, end_time, and if you like contract_id, task_id, notes; in any order,
with commas, semicolons or tabs. The whole file is checked before anything is sent.

Stopped or killed? The same command again goes on, and creates nothing twice.
What was not imported is in FILE.not-imported.csv, with the reason.
Exit codes: 0 all imported, 1 not all, 2 wrong options or a wrong file, 130 stopped with Ctrl-C.
`;

type Result = CreateManyResult;

await program(
  HELP,
  {
    "dry-run": { type: "boolean", default: false },
    dates: { type: "string" },
    journal: { type: "string" },
  },
  async ({ values, positionals: [file] }) => {
    if (!file) throw new UsageError("which file?");
    const { dates } = values;
    if (dates !== undefined && dates !== "dmy" && dates !== "mdy")
      throw new UsageError(`--dates is dmy or mdy, not "${dates}"`);

    const csv = readEntries(await readFile(file), dates);
    if (csv.problems.length > 0) {
      printProblems(file, csv.problems);
      return EXIT.usage;
    }
    describe(csv);
    if (values["dry-run"]) {
      console.log("Nothing was sent: this was a dry run.");
      return 0;
    }

    const { webwork } = await connect(values);
    const journalFile = values.journal ?? `${file}.journal`;
    const journal = fileJournal(journalFile);
    const bar = progress("rows");
    const results: Result[] = [];
    try {
      const entries = csv.rows.map(({ entry }) => entry);
      const options = { journal, signal: onInterrupt(), onProgress: bar.update };
      for await (const result of webwork.timeEntries.createMany(entries, options))
        results.push(result);
    } catch (error) {
      bar.end();
      if (error instanceof InvalidArgumentError)
        throw new UsageError(
          `${error.message}\n${journalFile} belongs to an earlier import. Restore that file to go on with it, or name another --journal to begin anew.`,
          { cause: error },
        );
      say(`${results.length} of ${csv.rows.length} rows are done. Run the same command to go on.`);
      throw error;
    } finally {
      bar.end();
      await journal.close();
    }

    const rest = results.filter(({ status }) => status !== "created");
    printSummary(results);
    const notImported = `${file}.not-imported.csv`;
    await rm(notImported, { force: true });
    if (rest.length === 0) return 0;
    await writeFile(notImported, reasons(csv, rest), { mode: 0o600 });
    console.log(`What is missing, and why, is in ${notImported}.`);
    if (rest.some(({ status }) => status === "unknown"))
      console.log("Run the same command again to find out about the unknown ones.");
    return EXIT.failed;
  },
  { files: 1 },
);

function printProblems(file: string, problems: CsvProblem[]): void {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  console.error(`${paint("red", "error")} ${file}: ${count}. Nothing was sent.\n`);
  const table = makeTable(["row", "column", "problem"]);
  for (const { row, column, message } of problems.slice(0, 20)) table.push([row, column, message]);
  console.error(table.toString());
  if (problems.length > 20) console.error(`… and ${problems.length - 20} more.`);
}

function describe({ rows, ignored }: CsvEntries): void {
  const members = new Set(rows.map(({ entry }) => entry.user_id));
  const days = new Set(rows.map(({ entry }) => `${entry.user_id} ${entry.date}`));
  const dates = rows.map(({ entry }) => entry.date).toSorted();
  const minutes = rows.reduce((sum, { entry }) => sum + asked(entry), 0);
  console.log(
    `${rows.length} entries of ${members.size} members, ${dates[0]} to ${dates.at(-1)}, ${hours(minutes)} hours.`,
  );
  // One for each entry, and one to see what is there already on each day of a member.
  const requests = rows.length + days.size;
  console.log(`That takes ${requests} requests, or ${duration(requests * 1_000)} at 60 a minute.`);
  if (ignored.length > 0) say(`Columns that mean nothing here: ${ignored.join(", ")}.`);
  const overlaps = overlapping(rows);
  if (overlaps.length > 0)
    console.error(
      `${paint("yellow", "warning")} Only free time is saved, and these rows overlap others: ${some(overlaps)}.`,
    );
}

function some(rows: number[]): string {
  if (rows.length <= 10) return rows.join(", ");
  return `${rows.slice(0, 10).join(", ")} and ${rows.length - 10} more`;
}

function asked({ start_time, end_time }: CsvRow["entry"]): number {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return minutes(end_time) - minutes(start_time);
}

function printSummary(results: Result[]): void {
  const table = makeTable(["", "rows", "hours saved", "of"]);
  for (const status of ["created", "partial", "rejected", "unknown"] as const) {
    const those = results.filter((one) => one.status === status);
    if (those.length === 0) continue;
    const sum = (what: "asked" | "saved"): string =>
      hours(those.reduce((minutes, one) => minutes + one[what], 0));
    table.push([status, those.length, sum("saved"), sum("asked")]);
  }
  console.log(table.toString());
}

/** The rows as they were, and what became of them. */
function reasons({ header, rows }: CsvEntries, rest: Result[]): string {
  const lines = rest.map(({ index, status, asked, saved, error }) => [
    ...(rows[index]?.cells ?? []),
    rows[index]?.row,
    status,
    saved,
    error?.message ?? `${saved} of ${asked} minutes were free`,
  ]);
  return stringify([[...header, "row", "status", "saved_minutes", "reason"], ...lines]);
}

function makeTable(head: string[]) {
  return new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: head.map((name) => (/^(row|rows|hours saved|of)$/.test(name) ? "right" : "left")),
  });
}
