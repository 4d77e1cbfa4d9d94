// The methods of `timeEntries` that make many calls.

import type { WebWorkError } from "../errors/errors.js";
import type { CreateTimeEntryParams, TimeEntry } from "../generated/models.js";

/** Parameters of `timeEntries.range`. */
export interface TimeEntryRangeParams {
  /** Id of the workspace. Defaults to the client's `workspaceId`. */
  workspace_id?: number | undefined;
  /** User ids of the members, in the order in which their entries come; at least one, each of them once. */
  user_ids: readonly number[];
  /** The first day, `YYYY-MM-DD`. */
  from: string;
  /** The last day, `YYYY-MM-DD`; not before `from`. */
  to: string;
  /** Only time entries on the project with this id. */
  project_id?: number | undefined;
  /** Only time entries on the task with this id. */
  task_id?: number | undefined;
}

/** Where a range was left. Plain JSON: store it, and hand it to a later range with the same parameters. */
export interface TimeEntryRangeCursor {
  /** Which parameters it belongs to. */
  of: number;
  /** Days that are complete, over all members. */
  done: number;
  /** Ids of the entries that have come of the next day. */
  seen: string[];
}

/** How far a range is. */
export interface TimeEntryRangeProgress {
  /** Days that are complete, over all members. */
  done: number;
  /** Days in total: members × days. */
  total: number;
  /** Milliseconds until the last request can be sent under the rate limit; 0 where there is no limit. */
  etaMs: number;
}

/** Options of `timeEntries.range`. */
export interface TimeEntryRangeOptions {
  /** Ends the range with an `AbortError`. */
  signal?: AbortSignal | null | undefined;
  /** Days that are requested at the same time, 1 to 100. Default: 4. */
  concurrency?: number | undefined;
  /** Called after each day. */
  onProgress?: ((progress: TimeEntryRangeProgress) => void) | undefined;
  /** The `cursor` of an earlier range with the same parameters: goes on behind its last entry. */
  cursor?: TimeEntryRangeCursor | undefined;
}

/** The time entries of a range, one by one. Leaving the loop stops the requests. */
export interface TimeEntryRange extends AsyncIterableIterator<TimeEntry, void, undefined> {
  /**
   * Where to go on behind the last entry that came; also after an error. Plain JSON. `undefined` before
   * the first entry.
   */
  readonly cursor: TimeEntryRangeCursor | undefined;
  /** All that is left in an array, at most `limit` entries (default: all). */
  toArray(options?: { limit?: number | undefined }): Promise<TimeEntry[]>;
}

/** What became of one entry of `timeEntries.createMany`. */
export interface CreateManyResult<E = CreateTimeEntryParams> {
  /** Position in the input, from 0. */
  index: number;
  /** The entry, as it was given. */
  entry: E;
  /**
   * `created`: all its minutes were saved; `partial`: some; `rejected`: none, and `error` says why;
   * `unknown`: the response was lost and the day could not be listed. A later run with the same journal
   * finds out.
   */
  status: "created" | "partial" | "rejected" | "unknown";
  /** Minutes asked for; 0 where the entry violates the contract. */
  asked: number;
  /** Minutes that are known to be saved. */
  saved: number;
  /**
   * Ids of what was saved, as far as they are known: only after a lost response, because the response of
   * the server has none.
   */
  ids: string[];
  /** Why nothing was saved, or nobody knows. An `InvalidArgumentError` has all `issues` of the entry. */
  error?: WebWorkError;
}

/** How far `timeEntries.createMany` is. */
export interface CreateManyProgress {
  /** Entries with a result. */
  done: number;
  /** Entries in total; `undefined` unless they were given as an array. */
  total: number | undefined;
  /**
   * Milliseconds until the last request can be sent under the rate limit; 0 where there is no limit,
   * `undefined` where `total` is.
   */
  etaMs: number | undefined;
}

/** Keeps the records of a `timeEntries.createMany`, so that a later run can go on with it. */
export interface Journal {
  /** All records in the order in which they were appended, as an array or the like; none for a new journal. */
  load():
    | Iterable<string>
    | AsyncIterable<string>
    | PromiseLike<Iterable<string> | AsyncIterable<string>>;
  /** Stores one line of text. Has to be durable when it returns, or its promise resolves. One at a time. */
  append(record: string): unknown;
}

/** Options of `timeEntries.createMany`. */
export interface CreateManyOptions {
  /** Ends the run with an `AbortError`, after what has settled. */
  signal?: AbortSignal | null | undefined;
  /** Days of members that are written to at the same time, 1 to 100. Default: 4. */
  concurrency?: number | undefined;
  /** Called with each result. */
  onProgress?: ((progress: CreateManyProgress) => void) | undefined;
  /** Makes the run safe against the end of the process. */
  journal?: Journal | undefined;
}

/** The helpers of `timeEntries`, which make as many calls as they need. */
export interface TimeEntryHelpers {
  /**
   * The time entries of several members over several days, member by member and day by day. One call per
   * member and day: for sums, `reports.trackedHours` may do with one.
   *
   * Its calls have the priority `bulk`. A few days are requested ahead, as far as the rate limit has
   * permits left.
   *
   * @throws {InvalidArgumentError} with the first entry, if a parameter is invalid. Nothing is sent.
   * @throws {WebWorkError} where a call fails. `cursor` then leads behind the last entry that came.
   *
   * @example
   * const range = webwork.timeEntries.range({ user_ids: [100, 101], from: "2026-01-01", to: "2026-01-31" });
   * for await (const entry of range) console.log(entry.date, entry.duration_minutes);
   */
  range(params: TimeEntryRangeParams, options?: TimeEntryRangeOptions): TimeEntryRange;
  /**
   * Creates many time entries, none of them twice, also where responses are lost. Each entry has one
   * result, in the order of the input. Entries of the same member and day are written one after another.
   *
   * With a `journal`, a run that was killed can be started again with the same entries.
   *
   * @throws {InvalidArgumentError} with the first result, if an option is invalid, or the journal is damaged
   * or belongs to other entries.
   * @throws {AbortError} after the results that have settled, if the `signal` is aborted.
   * @throws {AuthenticationError} after the results that have settled, if the token is not valid.
   *
   * @example
   * for await (const { index, status, saved } of webwork.timeEntries.createMany(entries, { journal })) {
   *   console.log(index, status, saved);
   * }
   */
  createMany<E extends CreateTimeEntryParams>(
    entries: Iterable<E> | AsyncIterable<E>,
    options?: CreateManyOptions,
  ): AsyncGenerator<CreateManyResult<E>, void, undefined>;
}
