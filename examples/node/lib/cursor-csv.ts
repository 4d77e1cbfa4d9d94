// A CSV file that grows, and beside it a file that says how far it is. The CSV may be longer than that
// after a crash: what is behind the last checkpoint is cut off, and comes again.

import { open, readFile, rename, rm } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import type { TimeEntry, TimeEntryRangeCursor, TimeEntryRangeParams } from "webwork-sdk";
import { UsageError } from "./common.ts";

export interface Checkpoint {
  params: TimeEntryRangeParams;
  /** Where the range goes on; none before the first entry. */
  cursor?: TimeEntryRangeCursor | undefined;
  /** Bytes of the CSV that belong to it. */
  bytes: number;
  /** Rows in them. */
  rows: number;
}

export const checkpointPath = (csv: string): string => `${csv}.cursor.json`;

/** The checkpoint of an export that was stopped. */
export async function loadCheckpoint(csv: string): Promise<Checkpoint | undefined> {
  try {
    return JSON.parse(await readFile(checkpointPath(csv), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Opens the CSV behind the checkpoint. `columns`: the members of an entry that it has. */
export async function openCsv(
  path: string,
  columns: readonly (keyof TimeEntry)[],
  start: Checkpoint,
) {
  // First the checkpoint, so that a CSV without one is always a complete export.
  await saveCheckpoint(path, start);
  const file = await open(path, "a", 0o600);
  if ((await file.stat()).size < start.bytes)
    throw new UsageError(`${path} is shorter than it was. Use --overwrite to begin anew.`);
  let { bytes, rows } = start;
  let waiting = bytes === 0 ? stringify([[...columns]]) : "";
  return {
    get rows(): number {
      return rows;
    },
    /** Adds a row. It is safe with the next checkpoint. */
    add(entry: TimeEntry): void {
      const row = columns.map((column) => entry[column]);
      // Excel would run a note that begins with "=" as a formula.
      waiting += stringify([row], { escape_formulas: true });
      rows++;
    },
    /** `cursor` leads behind the last row that was added. */
    async checkpoint(cursor: TimeEntryRangeCursor | undefined): Promise<void> {
      // What a crash, or a full disk, has left behind the last checkpoint.
      await file.truncate(bytes);
      await file.appendFile(waiting);
      await file.sync();
      const after = bytes + Buffer.byteLength(waiting);
      await saveCheckpoint(path, { params: start.params, cursor, bytes: after, rows });
      bytes = after;
      waiting = "";
    },
    close: () => file.close(),
  };
}

/** Written beside and renamed: a reader sees the old checkpoint or the new one. */
async function saveCheckpoint(csv: string, checkpoint: Checkpoint): Promise<void> {
  const path = checkpointPath(csv);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(checkpoint));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

export const removeCheckpoint = (csv: string): Promise<void> =>
  rm(checkpointPath(csv), { force: true });
