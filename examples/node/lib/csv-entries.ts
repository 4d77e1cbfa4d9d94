// Reads a CSV file of time entries, from a program or a spreadsheet, and finds everything that is wrong
// with it before anything is sent.

import { CsvError, parse } from "csv-parse/sync";
import type { CreateTimeEntryParams } from "webwork-sdk";
import { type DateOrder, date, id, notes, Problem, time } from "./csv-values.ts";

type Column = Exclude<keyof CreateTimeEntryParams, "workspace_id">;

const REQUIRED: Column[] = ["user_id", "date", "start_time", "end_time"];
const OPTIONAL: Column[] = ["contract_id", "task_id", "notes"];

/** One thing that is wrong. `row` counts as a spreadsheet does: the header is row 1. */
export interface CsvProblem {
  row: number;
  column: string;
  message: string;
}

/** One entry, and where it came from. */
export interface CsvRow {
  row: number;
  cells: string[];
  entry: CreateTimeEntryParams;
}

export interface CsvEntries {
  header: string[];
  rows: CsvRow[];
  problems: CsvProblem[];
  /** Columns that mean nothing here. */
  ignored: string[];
}

export function readEntries(bytes: Uint8Array, order: DateOrder): CsvEntries {
  const found: CsvEntries = { header: [], rows: [], problems: [], ignored: [] };
  const wrong = (row: number, column: string, message: string): void => {
    found.problems.push({ row, column, message });
  };
  const text = decode(bytes);
  if (text === undefined) {
    wrong(1, "", 'the file is not in UTF-8: save it as "CSV UTF-8"');
    return found;
  }
  let records: string[][];
  try {
    records = parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    wrong(Number(error.lines ?? 1), "", error.message);
    return found;
  }

  const [header = [], ...rest] = records;
  const names = header.map((name) => name.trim().toLowerCase().replaceAll(/[ -]+/g, "_"));
  found.header = header;
  const known = [...REQUIRED, ...OPTIONAL];
  found.ignored = header.filter((_, at) => !known.some((column) => column === names[at]));
  for (const column of REQUIRED)
    if (!names.includes(column)) wrong(1, column, "the column is missing");
  for (const column of known)
    if (names.indexOf(column) !== names.lastIndexOf(column)) wrong(1, column, "it is there twice");
  if (found.problems.length > 0) return found;

  for (const [at, cells] of rest.entries()) {
    const row = at + 2;
    if (cells.every((cell) => cell.trim() === "")) continue;
    if (cells.length !== header.length) {
      wrong(row, "", `it has ${cells.length} cells, and the header ${header.length}`);
      continue;
    }
    const cell = (column: Column): string => cells[names.indexOf(column)]?.trim() ?? "";
    const value = <T>(column: Column, parser: (text: string) => T): T | undefined => {
      try {
        const text = cell(column);
        if (text !== "") return parser(text);
        if (REQUIRED.includes(column)) throw new Problem("it is empty");
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        wrong(row, column, error.message);
      }
      return undefined;
    };
    const entry = {
      user_id: value("user_id", id),
      date: value("date", (text) => date(text, order)),
      start_time: value("start_time", time),
      end_time: value("end_time", time),
      contract_id: value("contract_id", id),
      task_id: value("task_id", id),
      notes: value("notes", notes),
    };
    if (entry.start_time && entry.end_time && entry.start_time >= entry.end_time)
      wrong(row, "end_time", `${entry.end_time} is not after ${entry.start_time}`);
    if (isComplete(entry)) found.rows.push({ row, cells, entry });
  }
  if (rest.length === 0) wrong(2, "", "there are no rows");
  return found;
}

type Maybe = { [K in Column]?: CreateTimeEntryParams[K] | undefined };

const isComplete = (entry: Maybe): entry is CreateTimeEntryParams =>
  REQUIRED.every((column) => entry[column] !== undefined);

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Spreadsheets of many countries write semicolons. The header has names only, so it tells. */
function delimiterOf(text: string): string {
  const [header = ""] = text.split(/\r?\n/, 1);
  const count = (one: string): number => header.split(one).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** The rows that overlap an earlier row of the same member: the server saves only time that is free. */
export function overlapping(rows: readonly CsvRow[]): number[] {
  const days = Map.groupBy(rows, ({ entry }) => `${entry.user_id} ${entry.date}`);
  return [...days.values()]
    .flatMap((day) => {
      let end = "";
      return day
        .toSorted((one, other) => (one.entry.start_time < other.entry.start_time ? -1 : 1))
        .filter(({ entry }) => {
          const overlaps = entry.start_time < end;
          if (entry.end_time > end) end = entry.end_time;
          return overlaps;
        })
        .map(({ row }) => row);
    })
    .toSorted((one, other) => one - other);
}
