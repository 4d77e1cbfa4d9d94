// Adding, changing and deleting time entries, each with a way back.

import type { TimeEntry } from "webwork-sdk";
import { type Day, shortDay } from "../lib/days.ts";
import type { Problem } from "../lib/problems.ts";
import { endOf, formatMinutes, minutesBetween, startOf } from "../lib/times.ts";
import type { Connection } from "../sdk/connection.ts";
import type { Entries } from "./entries.ts";
import type { Notices } from "./notices.ts";
import type { People } from "./people.ts";

/** An entry as the form has it. */
export interface Draft {
  readonly date: Day;
  readonly start: string;
  readonly end: string;
  readonly contractId: number | undefined;
  readonly notes: string;
}

export interface Edits {
  /** These resolve to the problem, if there is one. */
  add(draft: Draft): Promise<Problem | undefined>;
  change(entry: TimeEntry, draft: Draft): Promise<Problem | undefined>;
  remove(entry: TimeEntry): Promise<Problem | undefined>;
}

export const draftOf = (entry: TimeEntry): Draft => ({
  date: entry.date,
  start: startOf(entry),
  // A day ends at 24:00, which the API gives as 00:00 and takes as 23:59.
  end: (endOf(entry) ?? "").replace(/^(24:00|00:00)$/, "23:59"),
  contractId: entry.contract_id ?? undefined,
  notes: entry.activity_description ?? "",
});

export function createEdits(
  { webwork }: Connection,
  people: People,
  entries: Entries,
  notices: Notices,
  explain: (error: unknown) => Problem,
): Edits {
  const create = (who: { workspaceId: number; userId: number }, draft: Draft) =>
    webwork.timeEntries.create({
      workspace_id: who.workspaceId,
      user_id: who.userId,
      date: draft.date,
      start_time: draft.start,
      end_time: draft.end,
      contract_id: draft.contractId,
      notes: draft.notes || undefined,
    });

  /** Changes an entry: what is undefined stays as it is. */
  const update = (workspaceId: number, entry: TimeEntry, from: Draft, to: Draft) => {
    const changed = <K extends keyof Draft>(key: K) =>
      from[key] === to[key] ? undefined : to[key];
    return webwork.timeEntries.update({
      workspace_id: workspaceId,
      time_entry_id: entry.id,
      date: changed("date"),
      start_time: changed("start"),
      end_time: changed("end"),
      project_id: from.contractId === to.contractId ? undefined : projectOf(to.contractId),
      notes: from.notes === to.notes ? undefined : to.notes || null,
    });
  };

  /** An entry is added on a contract, and moved by project. */
  const projectOf = (contractId: number | undefined) =>
    people.contracts.now.peek().value?.find(({ id }) => id === contractId)?.project_id ?? null;

  /** Lists days that have changed. A change is not undone because the list cannot be had. */
  async function refresh(...days: Day[]): Promise<readonly TimeEntry[]> {
    const lists = [...new Set(days)].filter(Boolean).map((day) => entries.refreshDay(day));
    const fresh = await Promise.allSettled(lists);
    return fresh.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  }

  /** Runs a change. If its response is lost, the days show what has become of it. */
  async function attempt(days: Day[], change: () => Promise<void>): Promise<Problem | undefined> {
    try {
      await change();
      return undefined;
    } catch (error) {
      const problem = explain(error);
      if (problem.mayBeDone) await refresh(...days);
      return problem;
    }
  }

  const undo = (days: Day[], call: () => Promise<unknown>) => async () => {
    // In place of the button: it must not be pressed twice.
    notices.show({ text: "Undoing …", tone: "good" });
    const problem = await attempt(days, async () => {
      await call();
      await refresh(...days);
    });
    notices.show(
      problem
        ? { text: `Not undone. ${problem.title}: ${problem.advice}`, tone: "bad" }
        : { text: "Undone.", tone: "good" },
    );
  };

  return {
    add: (draft) =>
      attempt([draft.date], async () => {
        const who = people.who.peek();
        if (!who) return;
        const { saved_minutes: saved } = await create(who, draft);
        // The response names no ids: what is new on the day, and within these times, is what was added.
        const fresh = await refresh(draft.date);
        const added = fresh
          .map((entry) => ({ ...draftOf(entry), id: entry.id }))
          .filter(({ start, end }) => draft.start <= start && end <= draft.end);
        const asked = minutesBetween(draft.start, draft.end);
        const text =
          saved < asked
            ? `Saved in part: ${formatMinutes(saved)} of ${formatMinutes(asked)}. The rest overlaps other time or is over a limit.`
            : `Added ${formatMinutes(saved)} on ${shortDay(draft.date)}.`;
        const removeAll = () =>
          Promise.all(
            added.map(({ id }) =>
              webwork.timeEntries.delete({ workspace_id: who.workspaceId, time_entry_id: id }),
            ),
          );
        notices.show({
          text,
          tone: saved < asked ? "warning" : "good",
          undo: added.length > 0 ? undo([draft.date], removeAll) : undefined,
        });
      }),

    change: (entry, draft) =>
      attempt([entry.date, draft.date], async () => {
        const who = people.who.peek();
        if (!who) return;
        const before = draftOf(entry);
        await update(who.workspaceId, entry, before, draft);
        await refresh(entry.date, draft.date);
        notices.show({
          text: `Changed the entry of ${shortDay(draft.date)}.`,
          tone: "good",
          undo: undo([entry.date, draft.date], () => update(who.workspaceId, entry, draft, before)),
        });
      }),

    remove: (entry) =>
      attempt([entry.date], async () => {
        const who = people.who.peek();
        if (!who) return;
        await webwork.timeEntries.delete({
          workspace_id: who.workspaceId,
          time_entry_id: entry.id,
        });
        await refresh(entry.date);
        notices.show({
          text: `Deleted ${formatMinutes(entry.duration_minutes)} on ${shortDay(entry.date)}.`,
          tone: "good",
          // What is deleted is gone: this adds an equal entry, which counts as added by hand.
          undo: undo([entry.date], () => create(who, draftOf(entry))),
        });
      }),
  };
}
