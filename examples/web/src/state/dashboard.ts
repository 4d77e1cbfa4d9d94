// What a signed-in user works with. Each part has a file of its own and is given what it depends on.

import { effect, type Signal, signal, untracked } from "@preact/signals";
import { type Period, periodOf } from "../lib/days.ts";
import { endsSession, explain, type Problem } from "../lib/problems.ts";
import type { Connection } from "../sdk/connection.ts";
import { createEdits, type Edits } from "./edits.ts";
import { createEntries, type Entries } from "./entries.ts";
import { createNotices, type Notices } from "./notices.ts";
import { createPeople, type People } from "./people.ts";
import { createTimesheets, type Timesheets } from "./timesheets.ts";
import { createTracker, type Tracker } from "./tracker.ts";

export interface Dashboard {
  readonly connection: Connection;
  readonly period: Signal<Period>;
  readonly people: People;
  readonly entries: Entries;
  readonly edits: Edits;
  readonly tracker: Tracker;
  readonly timesheets: Timesheets;
  readonly notices: Notices;
  /** Loads again what failed. */
  retryFailed(): void;
  close(): Promise<void>;
}

/** While nothing gets through, one small request this often finds out when it does again. */
const PROBE_MS = 5_000;

export function createDashboard(
  connection: Connection,
  onEnd: (problem: Problem) => void,
): Dashboard {
  const { webwork, network } = connection;
  const period = signal(periodOf("week", connection.today()));
  const notices = createNotices();
  // Every error of every call comes by here, so that a session that is over ends in one place.
  const attend = (error: unknown): Problem => {
    const problem = explain(error);
    if (endsSession(error)) onEnd(problem);
    return problem;
  };

  const people = createPeople(connection, attend);
  const entries = createEntries(connection, people.who, attend);
  const tracker = createTracker(connection, people.who, entries, notices, attend);
  const timesheets = createTimesheets(connection, people.workspaceId, notices, attend);
  const edits = createEdits(connection, people, entries, notices, attend);

  const stops = [
    effect(() => {
      if (people.workspaceId.value === undefined) return;
      untracked(() => {
        void people.members.renew();
        void timesheets.sheets.renew();
      });
    }),
    effect(() => {
      if (people.who.value === undefined) return;
      untracked(() => {
        void people.contracts.renew();
        void tracker.current.renew();
      });
    }),
    effect(() => {
      const shown = period.value;
      if (people.who.value) untracked(() => void entries.load(shown));
      else untracked(entries.clear);
    }),
    effect(() => {
      if (!network.lost.value || !network.online.value) return;
      const probe = () => webwork.workspaces.list({}, { maxRetries: 0 }).catch(() => {});
      const timer = setInterval(probe, PROBE_MS);
      return () => clearInterval(timer);
    }),
  ];

  const retryFailed = () => {
    const sources = [people.workspaces, people.members, people.contracts, tracker.current];
    for (const source of [...sources, timesheets.sheets])
      if (source.now.peek().state === "failed") void source.reload();
    if (entries.status.peek().state === "failed") void entries.load(period.peek());
  };
  network.onRecovery(retryFailed);
  void people.workspaces.reload();

  return {
    connection,
    period,
    people,
    entries,
    edits,
    tracker,
    timesheets,
    notices,
    retryFailed,
    close: async () => {
      for (const stop of stops) stop();
      entries.cancel();
      await connection.signOut();
    },
  };
}
