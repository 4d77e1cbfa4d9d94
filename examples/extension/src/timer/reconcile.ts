// The policy: compares what the user wants (a session) with what WebWork has, and says what to do next.
//
// It does not remember what was sent. Each step begins with a look at WebWork, so it makes no difference
// whether the last request was never sent, was lost on its way, or was carried out while its response
// was lost, or whether the worker was killed in between: what is there is not sent again.

import type { CurrentTracker, TimeEntry } from "webwork-sdk";
import type { Session } from "./session.ts";
import { addMinutes, type Piece, pieces, wholeMinutes } from "./wall-clock.ts";

/** What WebWork has: the tracker of the member, and the entries since the day the session started. */
export interface Seen {
  tracker: Pick<
    CurrentTracker,
    "contract_id" | "task_id" | "activity_description" | "total_seconds"
  >;
  entries: Pick<
    TimeEntry,
    | "id"
    | "contract_id"
    | "task_id"
    | "activity_description"
    | "date"
    | "start_time"
    | "end_time"
    | "duration_minutes"
  >[];
}

export type Step =
  /** Note which entries are there before anything is sent. */
  | { do: "remember"; known: string[] }
  | { do: "start" }
  /** Note that WebWork runs the tracker. */
  | { do: "confirm" }
  | { do: "stop" }
  /** Add an entry for time that no tracker of WebWork has counted. */
  | { do: "create"; piece: Piece }
  /** End an entry earlier: the stop reached WebWork late. */
  | { do: "shorten"; entryId: string; date: string; end_time: string }
  | { do: "delete"; entryId: string; date: string }
  /** WebWork has what the user wants: these entries. */
  | { do: "finish"; entryIds: string[] }
  /** Only the user can tell what to do. */
  | { do: "hold"; problem: string }
  /** Nothing to do for now. */
  | { do: "wait" };

/** A start that comes later than this would lose time, so the entry is added after the stop. */
const LATEST_START = 60_000;

/** Whether WebWork has to be asked. A tracker that is known to run needs that only if the user looks. */
export const isDue = (session: Session) =>
  !session.problem && (session.stoppedAt !== undefined || !session.confirmed);

export function reconcile(session: Session, seen: Seen, now: number): Step {
  if (!session.known) return { do: "remember", known: seen.entries.map(({ id }) => id) };
  return session.stoppedAt === undefined
    ? whileRunning(session, seen, now)
    : afterStop(session, seen, session.known, session.stoppedAt);
}

function whileRunning(session: Session, { tracker }: Seen, now: number): Step {
  if (isFor(session, tracker)) return { do: session.confirmed ? "wait" : "confirm" };
  // It was stopped elsewhere: WebWork has made the entry.
  if (session.confirmed) return { do: "finish", entryIds: [] };
  if (isRunning(tracker)) {
    const problem = "WebWork runs another timer of yours. Stop it there, or this one here.";
    return { do: "hold", problem };
  }
  return { do: now - session.startedAt > LATEST_START ? "wait" : "start" };
}

function afterStop(session: Session, seen: Seen, known: string[], stoppedAt: number): Step {
  if (isFor(session, seen.tracker)) return { do: "stop" };
  const ours = seen.entries
    .filter((entry) => entry.end_time && isFor(session, entry) && !known.includes(entry.id))
    .sort((a, b) => a.start_time.localeCompare(b.start_time));

  // WebWork's tracker makes all its entries at once; those that are added come one by one.
  if (ours.length === 0 || !session.confirmed) {
    const missing = pieces(session.startedAt, stoppedAt).find(
      ({ date }) => !ours.some((entry) => entry.date === date),
    );
    if (missing) return { do: "create", piece: missing };
  }

  const wanted = wholeMinutes(session.startedAt, stoppedAt);
  const surplus = ours.reduce((sum, entry) => sum + entry.duration_minutes, 0) - wanted;
  const last = ours.at(-1);
  // One minute is a matter of rounding.
  if (!last || surplus <= 1) return { do: "finish", entryIds: ours.map(({ id }) => id) };
  const { id: entryId, date, duration_minutes: minutes } = last;
  if (surplus >= minutes) return { do: "delete", entryId, date };
  const end_time = addMinutes(last.start_time.slice(11, 16), minutes - surplus);
  return { do: "shorten", entryId, date, end_time };
}

type Work = Pick<CurrentTracker, "contract_id" | "task_id" | "activity_description">;

const isFor = ({ choice }: Session, work: Work) =>
  (work.contract_id ?? null) === choice.contractId &&
  (work.task_id ?? null) === choice.taskId &&
  work.activity_description === choice.description;

/** WebWork has no field that says so. Without a tracker these are null and 0. */
const isRunning = (tracker: Seen["tracker"]) =>
  Boolean(tracker.contract_id || tracker.activity_description || tracker.total_seconds);
