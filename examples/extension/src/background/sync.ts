// Brings WebWork to what the user wants, step by step. A kill between any two lines does no harm: the
// next run looks at WebWork and goes on from what is there.

import type { WebWork } from "webwork-sdk";
import { explain, isRefusal } from "../shared/explain.ts";
import { type Account, changeSessions, readSessions, whileIdle, write } from "../shared/storage.ts";
import { isDue, reconcile, type Seen, type Step } from "../timer/reconcile.ts";
import { changed, runningSession, type Session, settled } from "../timer/session.ts";
import { wallClock } from "../timer/wall-clock.ts";
import { clientFor } from "./client.ts";
import { refreshOverview } from "./overview.ts";
import { currentAccount } from "./sign-in.ts";

/** No session needs as many; a server that contradicts itself must not keep us busy for ever. */
const MOST_STEPS = 40;

/** One run at a time. `looking`: the user has the popup open and wants to see how things are. */
export const sync = (looking = false): Promise<void> =>
  whileIdle(async () => {
    if (!looking && !(await readSessions()).some(isDue)) return;
    try {
      const account = await currentAccount();
      const client = clientFor(account);
      const hasChanged = await settle(client, account, looking);
      if (looking || hasChanged) await refreshOverview(client, account);
      const { remaining, limit } = client.rateLimit;
      const known = remaining !== undefined && limit !== undefined;
      await write({ status: { kind: "ok", message: "", ...(known && { remaining, limit }) } });
    } catch (error) {
      await write({ status: explain(error) });
    }
  });

/** Resolves to whether anything was done. */
async function settle(client: WebWork, account: Account, looking: boolean): Promise<boolean> {
  let refused: { id: string; step: Step["do"]; message: string } | undefined;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    // Read anew each time: the user may press "stop" at any moment.
    const sessions = await readSessions();
    const watched = runningSession(sessions);
    const session = sessions.find(isDue) ?? (looking && !watched?.problem ? watched : undefined);
    if (!session) return steps > 0;
    const step = reconcile(session, await look(client, account, session), Date.now());
    if (step.do === "wait") return steps > 0;
    if (refused?.id === session.id && refused.step === step.do) {
      await update(session, { problem: refused.message });
      continue;
    }
    try {
      await carryOut(step, session, client, account);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // WebWork may have what we want already. If the next look says that it has not, it is a problem.
      refused = { id: session.id, step: step.do, message: error.message };
    }
  }
  throw new Error("WebWork's responses contradict each other.");
}

/**
 * The tracker comes first: if it is stopped between the two requests, we still see it run, and the stop
 * that we send is refused. The other way round we would see neither the tracker nor its entry.
 */
async function look(client: WebWork, { userId }: Account, session: Session): Promise<Seen> {
  const { data: tracker } = await client.timeTracking.current({ user_id: userId });
  const { date: from } = wallClock(session.startedAt);
  const to = tracker.date > from ? tracker.date : from;
  const entries = await client.timeEntries.range({ user_ids: [userId], from, to }).toArray();
  return { tracker, entries };
}

async function carryOut(
  step: Step,
  session: Session,
  client: WebWork,
  { userId: user_id }: Account,
): Promise<void> {
  const { contractId: contract_id, taskId: task_id, description } = session.choice;
  const work = { user_id, contract_id, task_id };
  switch (step.do) {
    case "remember":
      return update(session, { known: step.known });
    case "start":
      await client.timeTracking.start({ ...work, activity_description: description });
      return update(session, { confirmed: true });
    case "confirm":
      return update(session, { confirmed: true });
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
      return changeSessions((sessions) => settled(sessions, session.id, step.entryIds));
    case "hold":
      return update(session, { problem: step.problem });
  }
}

const update = ({ id }: Session, change: Partial<Session>) =>
  changeSessions((sessions) => changed(sessions, id, change));
