// `timeEntries.range`: one list per member and day, a few of them ahead of the reader.

import { notify } from "../call/hooks.js";
import type { Site } from "../call/site.js";
import { checkOptions, integer, type Rule, type Rules } from "../client/checks.js";
import { loadEngine } from "../core/load.js";
import type { Glue } from "../generated/glue.js";
import type { TimeEntry } from "../generated/models.js";
import { ApiPromise } from "../paging/api-promise.js";
import { collect } from "../paging/collect.js";
import type { PagePromise } from "../paging/page-promise.js";
import { aborted, bulkRules, DEFAULT_CONCURRENCY, etaMs, PER_PAGE, type Source } from "./source.js";
import type {
  TimeEntryRange,
  TimeEntryRangeCursor,
  TimeEntryRangeOptions,
  TimeEntryRangeParams,
} from "./types.js";

const NAME = "timeEntries.range";

export function range(
  source: Source,
  params: TimeEntryRangeParams,
  options: TimeEntryRangeOptions,
  site: Site,
): TimeEntryRange {
  const at: Position = { cursor: () => options?.cursor };
  // As they are now, whatever the caller does to its objects.
  const given = { ...params };
  if (Array.isArray(given.user_ids)) given.user_ids = [...given.user_ids];
  const others = { ...options };
  const start = (): AsyncGenerator<TimeEntry, void, undefined> =>
    entriesOf(source, given, { ...others, cursor: at.cursor() }, site, at);
  let entries = start();
  return {
    get cursor() {
      return at.cursor();
    },
    next: () => entries.next(),
    return: () => entries.return(),
    async toArray(options) {
      const some = await collect(entries, options);
      // What is left can be had later.
      if (some.length === options?.limit) entries = start();
      return some;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

interface Position {
  cursor(): TimeEntryRangeCursor | undefined;
}

async function* entriesOf(
  source: Source,
  params: TimeEntryRangeParams,
  options: TimeEntryRangeOptions,
  site: Site,
  at: Position,
): AsyncGenerator<TimeEntry, void, undefined> {
  const { session } = source;
  const engine = await loadEngine();
  const { workspaceId } = session.options;
  const required = ["user_ids", "from", "to"];
  if (workspaceId === undefined) required.push("workspace_id");
  const checked = checkOptions(params, paramRules(engine.core, params), NAME, "", required);
  const { workspace_id = workspaceId, user_ids, from, to, project_id, task_id } = checked;
  const days = engine.core.countDays(from, to);
  const total = user_ids.length * days;
  const of = engine.core.fingerprint(
    JSON.stringify([workspace_id, user_ids, from, to, project_id, task_id]),
  );
  const rules = { ...bulkRules, cursor: cursorRule(of, total) };
  const {
    signal,
    concurrency = DEFAULT_CONCURRENCY,
    onProgress,
    cursor,
  } = checkOptions(options, rules, NAME, "options.");
  session.ensureOpen(NAME);

  let done = cursor?.done ?? 0;
  let seen = cursor ? [...cursor.seen] : [];
  const skipped = new Set(seen);
  const dates = Array.from({ length: days }, (_, day) => engine.core.dateAfter(from, day));
  const requested: PagePromise<TimeEntry>[] = [];
  at.cursor = () => ({ of, done, seen: [...seen] });

  /** Requests further days. Those for which no permit is free wait in the queue, and are not sent yet. */
  const fill = (): void => {
    while (requested.length < concurrency) {
      const next = done + requested.length;
      if (next === total) return;
      const day = source.list(
        {
          workspace_id,
          user_id: user_ids[Math.floor(next / days)],
          date: dates[next % days],
          project_id,
          task_id,
          per_page: PER_PAGE,
        },
        { signal, priority: "bulk" },
        site,
      );
      // If it fails, that shows when its turn comes.
      day.catch(() => {});
      requested.push(day);
    }
  };

  try {
    while (done < total) {
      fill();
      for await (const entry of requested[0] as PagePromise<TimeEntry>) {
        if (skipped.has(entry.id)) continue;
        if (signal?.aborted) throw aborted(NAME, signal.reason);
        seen.push(entry.id);
        yield entry;
      }
      requested.shift();
      done++;
      seen = [];
      skipped.clear();
      notify(onProgress, () => ({ done, total, etaMs: etaMs(source, engine, total - done) }));
    }
  } finally {
    for (const day of requested) ApiPromise._abandon(day);
  }
}

function paramRules(core: Glue, { from }: TimeEntryRangeParams): Rules {
  const isDate = (value: unknown): value is string =>
    typeof value === "string" && core.countDays(value, value) === 1;
  const date = "a date that exists, as YYYY-MM-DD";
  return {
    workspace_id: integer(),
    user_ids: {
      expected: "a non-empty array of integers, each of them once",
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(Number.isSafeInteger) &&
        new Set(value).size === value.length,
    },
    from: { expected: date, accepts: isDate },
    to: {
      expected: `${date}, not before from`,
      accepts: (value) => isDate(value) && !(isDate(from) && core.countDays(from, value) < 1),
    },
    project_id: integer(),
    task_id: integer(),
  };
}

function cursorRule(of: number, total: number): Rule {
  const { accepts: isPosition } = integer(0, total);
  return {
    expected: "the cursor of a range with the same parameters",
    accepts: (value) => {
      const cursor: Partial<TimeEntryRangeCursor> = Object(value);
      return cursor.of === of && isPosition(cursor.done) && Array.isArray(cursor.seen);
    },
  };
}
