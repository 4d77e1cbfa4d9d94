// A session: one press of "start", and later one of "stop". It is all that the extension remembers of a
// timer, as plain JSON in chrome.storage, and it is removed once WebWork has the entry.

/** What the time is for. */
export interface Choice {
  contractId: number | null;
  taskId: number | null;
  /** Never empty: a tracker that has one can be told from no tracker at all. */
  description: string;
  /** Names to show; WebWork gets the ids. */
  projectName: string | null;
  taskTitle: string | null;
}

export interface Session {
  id: string;
  /** Whose time it is. It is sent to nobody else's account. */
  owner: string;
  choice: Choice;
  /** When the user pressed "start", in ms since 1970. */
  startedAt: number;
  /** When the user pressed "stop". Missing while the timer runs. */
  stoppedAt?: number;
  /** Ids of the entries that WebWork had before anything was sent. What it has beyond these may be ours. */
  known?: string[];
  /** WebWork has been seen to run this tracker. */
  confirmed?: boolean;
  /** Why it cannot go on without the user. */
  problem?: string;
}

/** The session whose timer runs. */
export const runningSession = (sessions: Session[]) =>
  sessions.find((session) => session.stoppedAt === undefined);

/** Adds a session, unless a timer runs. */
export function started(sessions: Session[], session: Session): Session[] {
  if (runningSession(sessions)) return sessions;
  return [...sessions, { ...session, choice: completed(session.choice) }];
}

/** Stops the timer that runs. The session stays until WebWork has its entry. */
export function stopped(sessions: Session[], now: number): Session[] {
  return sessions.map((session) => {
    if (session.stoppedAt !== undefined) return session;
    // What kept the tracker from starting need not keep the time from being saved.
    const { problem: _, ...rest } = session;
    return { ...rest, stoppedAt: Math.max(now, session.startedAt) };
  });
}

/** Changes one session. */
export const changed = (sessions: Session[], id: string, change: Partial<Session>): Session[] =>
  sessions.map((session) => (session.id === id ? { ...session, ...change } : session));

/** Lets a session that was held up be tried again. */
export const retried = (sessions: Session[], id: string): Session[] =>
  sessions.map((session) => {
    if (session.id !== id) return session;
    const { problem: _, ...rest } = session;
    return rest;
  });

/** Removes a session. Another one must not take these entries of it for its own. */
export const settled = (sessions: Session[], id: string, entryIds: string[]): Session[] =>
  sessions
    .filter((session) => session.id !== id)
    .map((session) =>
      session.known ? { ...session, known: [...session.known, ...entryIds] } : session,
    );

function completed(choice: Choice): Choice {
  const typed = choice.description.replace(/\s+/g, " ").trim();
  return { ...choice, description: typed || choice.taskTitle || choice.projectName || "Work" };
}
