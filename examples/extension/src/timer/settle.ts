// Brings WebWork to what the user wants, step by step. A kill between any two lines does no harm: the
// next run looks at WebWork and goes on from what is there.

import { type WebWork, WebWorkError } from "webwork-sdk";
import { wording } from "../shared/wording.ts";
import { isDue, reconcile, type Seen, type Step } from "./reconcile.ts";
import { changed, runningSession, type Session, settled } from "./session.ts";
import { wallClock } from "./wall-clock.ts";

/** What it works with. */
export interface Desk {
  client: WebWork;
  userId: number;
  now(): number;
  read(): Promise<Session[]>;
  /** Resolves when the change would survive a kill. */
  change(change: (sessions: Session[]) => Session[]): Promise<void>;
}

/** No session needs as many; a server that contradicts itself must not keep us busy for ever. */
const MOST_STEPS = 40;

/**
 * Resolves to whether anything was done, when nothing is left to do. Rejects if WebWork cannot be asked.
 * `looking`: also sees to a timer that runs as it should.
 */
export async function settle(desk: Desk, looking = false): Promise<boolean> {
  let refused: { id: string; step: Step["do"]; message: string } | undefined;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    // Read anew each time: the user may press "stop" at any moment.
    const sessions = await desk.read();
    const running = looking ? runningSession(sessions) : undefined;
    const session = sessions.find(isDue) ?? (running?.problem ? undefined : running);
    if (!session) return steps > 0;
    const seen = await look(desk, session);
    let step = reconcile(session, seen, desk.now());
    if (step.do === "remember") {
      const { known } = step;
      await update(desk, session, { known });
      step = reconcile({ ...session, known }, seen, desk.now());
    }
    if (step.do === "wait") return steps > 0;
    if (refused?.id === session.id && refused.step === step.do) {
      await update(desk, session, { problem: refused.message });
      continue;
    }
    try {
      await carryOut(desk, session, step);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // WebWork may have what we want already. If the next look says that it has not, it is a problem.
      refused = { id: session.id, step: step.do, message: wording(error) };
    }
  }
  throw new Error("WebWork's responses contradict each other.");
}

/**
 * The tracker comes first: if it is stopped between the two requests, we still see it run, and the stop
 * that we send is refused. The other way round we would see neither the tracker nor its entry.
 */
async function look({ client, userId }: Desk, session: Session): Promise<Seen> {
  const { data: tracker } = await client.timeTracking.current({ user_id: userId });
  const { date } = wallClock(session.startedAt);
  const [from = date, to = date] = [date, tracker.date].sort();
  const entries = await client.timeEntries.range({ user_ids: [userId], from, to }).toArray();
  return { tracker, entries };
}

async function carryOut(desk: Desk, session: Session, step: Step): Promise<void> {
  const { client, userId: user_id } = desk;
  const { contractId: contract_id, taskId: task_id, description } = session.choice;
  const work = { user_id, contract_id, task_id };
  switch (step.do) {
    case "start":
      await client.timeTracking.start({ ...work, activity_description: description });
      return update(desk, session, { confirmed: true });
    case "confirm":
      return update(desk, session, { confirmed: true });
    case "stop":
      await client.timeTracking.stop({ user_id });
      return;
    case "create":
      await client.timeEntries.create({ ...work, notes: description, ...step.piece });
      return;
    case "shorten":
      await client.timeEntries.update({ time_entry_id: step.entryId, end_time: step.end_time });
      return;
    case "delete":
      await client.timeEntries.delete({ time_entry_id: step.entryId });
      return;
    case "finish":
      return desk.change((sessions) => settled(sessions, session.id, step.entryIds));
    case "hold":
      return update(desk, session, { problem: step.problem });
  }
}

const update = (desk: Desk, { id }: Session, change: Partial<Session>) =>
  desk.change((sessions) => changed(sessions, id, change));

/** The server has refused this request, so that sending it again would not help. */
const isRefusal = (thrown: unknown): thrown is WebWorkError =>
  thrown instanceof WebWorkError &&
  thrown.outcome === "rejected" &&
  !["authentication", "rate_limited", "server"].includes(thrown.code);
