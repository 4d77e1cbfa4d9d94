// The tracker of a member. The server counts: the page only adds the seconds since it last asked, so a
// page that slept shows the right time again as soon as it asks.

import type { ReadonlySignal } from "@preact/signals";
import { addDays, type Day } from "../lib/days.ts";
import type { Problem } from "../lib/problems.ts";
import { createRemote, type RemoteSource } from "../lib/remote.ts";
import { clock, formatMinutes } from "../lib/times.ts";
import type { Connection } from "../sdk/connection.ts";
import type { Entries } from "./entries.ts";
import type { Notices } from "./notices.ts";
import type { Who } from "./people.ts";

export interface TrackerNow {
  readonly running: boolean;
  readonly description: string | undefined;
  readonly contractId: number | undefined;
  /** Seconds that the member has tracked on this day, at the moment `at` of `performance.now()`. */
  readonly seconds: number;
  readonly at: number;
  readonly day: Day;
}

export interface Tracker {
  readonly current: RemoteSource<TrackerNow | undefined>;
  /** Resolves to the problem, if there is one. */
  start(contractId: number | undefined, description: string): Promise<Problem | undefined>;
  stop(): Promise<Problem | undefined>;
}

export function createTracker(
  connection: Connection,
  who: ReadonlySignal<Who | undefined>,
  entries: Entries,
  notices: Notices,
  explain: (error: unknown) => Problem,
): Tracker {
  const { webwork } = connection;
  /** What this page has started itself. */
  let started: { who: Who } | undefined;

  const current = createRemote(async (signal): Promise<TrackerNow | undefined> => {
    const chosen = who.peek();
    if (!chosen) return undefined;
    const { data } = await webwork.timeTracking.current(paramsOf(chosen), { signal });
    return {
      // The API does not say whether a tracker is running: without one, all of these are empty.
      running:
        started?.who === chosen ||
        data.total_seconds > 0 ||
        Boolean(data.contract_id ?? data.activity_description),
      description: data.activity_description ?? undefined,
      contractId: data.contract_id ?? undefined,
      seconds: data.total_minutes * 60 + data.total_seconds,
      at: performance.now(),
      day: data.date,
    };
  }, explain);

  return {
    current,
    start: async (contractId, description) => {
      const chosen = who.peek();
      if (!chosen) return undefined;
      try {
        const { data } = await webwork.timeTracking.start({
          ...paramsOf(chosen),
          contract_id: contractId,
          activity_description: description.trim() || undefined,
        });
        started = { who: chosen };
        notices.show({ text: `Tracker started at ${clock(data.start_time)}.`, tone: "good" });
        await current.reload();
        return undefined;
      } catch (error) {
        // The response may be lost although the tracker runs: look before anybody tries again.
        void current.reload();
        return explain(error);
      }
    },
    stop: async () => {
      const chosen = who.peek();
      if (!chosen) return undefined;
      try {
        const { data } = await webwork.timeTracking.stop(paramsOf(chosen));
        started = undefined;
        const day = data.stopped_at.slice(0, 10);
        const [booked] = await Promise.all([bookedOn(day), current.reload()]);
        const at = `Tracker stopped at ${clock(data.stopped_at)}`;
        const text =
          booked > 0
            ? `${at}: ${formatMinutes(booked)} booked.`
            : `${at}. Nothing was booked: it ran for less than a minute, or over other time.`;
        notices.show({ text, tone: "good" });
        return undefined;
      } catch (error) {
        void current.reload();
        return explain(error);
      }
    },
  };

  /** Minutes that are new on a day, and on the day before if the tracker ran past midnight. */
  async function bookedOn(day: Day): Promise<number> {
    const days = [day, addDays(day, -1)].filter((each) => entries.byDay.peek().has(each));
    const fresh = await Promise.all(days.map((each) => entries.refreshDay(each)));
    return fresh.flat().reduce((sum, entry) => sum + entry.duration_minutes, 0);
  }
}

const paramsOf = ({ workspaceId, userId }: Who) => ({ workspace_id: workspaceId, user_id: userId });
