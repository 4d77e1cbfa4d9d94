// The time entries of a member. The API lists one day at a time; `timeEntries.range` makes these calls
// at the pace that the rate limit allows. Days that are complete are kept, so a week of a month that is
// there needs no request, and a load that was stopped goes on with the days that are missing.

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { TimeEntry } from "webwork-sdk";
import { type Day, daysOf, type Period } from "../lib/days.ts";
import type { Problem } from "../lib/problems.ts";
import type { Connection } from "../sdk/connection.ts";
import type { Who } from "./people.ts";

/** How far a load is. `done` and `total` are days; `etaMs` is what the rate limit makes it take. */
export type LoadStatus =
  | { readonly state: "ready" }
  | {
      readonly state: "loading";
      readonly done: number;
      readonly total: number;
      readonly etaMs: number;
    }
  | { readonly state: "stopped"; readonly done: number; readonly total: number }
  | { readonly state: "failed"; readonly problem: Problem };

export interface Entries {
  /** The entries of each day that is complete. */
  readonly byDay: ReadonlySignal<ReadonlyMap<Day, readonly TimeEntry[]>>;
  readonly status: ReadonlySignal<LoadStatus>;
  /** Loads the days of a period that are missing; ends a load that is under way. */
  load(period: Period): Promise<void>;
  /** Loads the days again. What is there stays on the screen until then. */
  reload(period: Period): Promise<void>;
  /**
   * Lists a day again that is shown, such as after a change. Resolves to the entries that were not there
   * before.
   */
  refreshDay(day: Day): Promise<readonly TimeEntry[]>;
  cancel(): void;
  /** Forgets everything. */
  clear(): void;
}

export function createEntries(
  { webwork }: Connection,
  who: ReadonlySignal<Who | undefined>,
  explain: (error: unknown) => Problem,
): Entries {
  const byDay = signal<ReadonlyMap<Day, readonly TimeEntry[]>>(new Map());
  const status = signal<LoadStatus>({ state: "ready" });
  /** Days that are there, but are to be loaded again. */
  let stale = new Set<Day>();
  /** Days that were listed on their own since the load began, so what it has of them may be older. */
  let refreshed = new Set<Day>();
  let loaded: Who | undefined;
  let latest = new AbortController();

  const put = (day: Day, entries: readonly TimeEntry[]) => {
    byDay.value = new Map(byDay.peek()).set(day, entries);
  };

  async function load(period: Period): Promise<void> {
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    const chosen = who.peek();
    if (!chosen) return;
    if (chosen !== loaded) byDay.value = new Map();
    loaded = chosen;
    refreshed = new Set();

    const missing = daysOf(period).filter((day) => stale.has(day) || !byDay.peek().has(day));
    const [from, to] = [missing[0], missing.at(-1)];
    if (!from || !to) {
      status.value = { state: "ready" };
      return;
    }
    const days = daysOf({ from, to });
    const before = daysOf(period).length - days.length;
    const total = before + days.length;
    let done = before;
    status.value = { state: "loading", done, total, etaMs: 0 };

    let entriesOfDay: TimeEntry[] = [];
    const range = webwork.timeEntries.range(
      { workspace_id: chosen.workspaceId, user_ids: [chosen.userId], from, to },
      {
        signal,
        // Called when all entries of a day have come, and before those of the next one.
        onProgress: (progress) => {
          const day = days[progress.done - 1];
          if (signal.aborted || !day) return;
          done = before + progress.done;
          batch(() => {
            if (!refreshed.has(day)) put(day, entriesOfDay);
            stale.delete(day);
            status.value = { state: "loading", done, total, etaMs: progress.etaMs };
          });
          entriesOfDay = [];
        },
      },
    );
    try {
      for await (const entry of range) entriesOfDay.push(entry);
      signal.throwIfAborted();
      status.value = { state: "ready" };
    } catch (error) {
      if (latest.signal !== signal) return;
      status.value = signal.aborted
        ? { state: "stopped", done, total }
        : { state: "failed", problem: explain(error) };
    }
  }

  return {
    byDay,
    status,
    load,
    reload: (period) => {
      stale = new Set(byDay.peek().keys());
      return load(period);
    },
    refreshDay: async (day) => {
      const chosen = who.peek();
      const before = byDay.peek().get(day);
      if (!chosen || !before) return [];
      const known = new Set(before.map(({ id }) => id));
      const entries = await webwork.timeEntries
        .list({ workspace_id: chosen.workspaceId, user_id: chosen.userId, date: day, per_page: 50 })
        .toArray();
      if (who.peek() === chosen) {
        refreshed.add(day);
        put(day, entries);
      }
      return entries.filter(({ id }) => !known.has(id));
    },
    cancel: () => latest.abort(),
    clear: () => {
      latest.abort();
      byDay.value = new Map();
    },
  };
}
