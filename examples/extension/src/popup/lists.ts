// The lists of the popup: what is not saved yet, and the last entries.

import { byId, fill, make } from "../shared/dom.ts";
import { send } from "../shared/messages.ts";
import { changeSessions, type Entry, type Overview } from "../shared/storage.ts";
import { duration } from "../timer/format.ts";
import { type Choice, retried, type Session, settled } from "../timer/session.ts";
import { wholeMinutes } from "../timer/wall-clock.ts";

/** Sessions that have been stopped, until WebWork has their entries. */
export function showOutbox(sessions: Session[], owner: string | undefined): void {
  const waiting = sessions.filter(({ stoppedAt }) => stoppedAt !== undefined);
  fill(byId("outbox", HTMLElement), [waiting, owner], () =>
    waiting.map((session) => outboxItem(session, session.owner === owner)),
  );
}

const FOREIGN = "It belongs to another account. Sign in to that one to save it.";

function outboxItem(session: Session, isOwn: boolean) {
  const { id, choice, startedAt, stoppedAt = startedAt } = session;
  const problem = isOwn ? session.problem : FOREIGN;
  const title = make("bdi", {}, choice.description);
  const length = duration(wholeMinutes(startedAt, stoppedAt));
  if (!problem) return make("li", {}, title, ` · ${length} · not saved at WebWork yet`);
  const button = (label: string, action: () => Promise<void>) => {
    const element = make("button", { type: "button" }, label);
    element.setAttribute("aria-label", `${label}: ${choice.description}`);
    element.addEventListener("click", () => void action());
    return element;
  };
  const again = button("Try again", async () => {
    await changeSessions((all) => retried(all, id));
    await send({ type: "sync" });
  });
  const discard = button("Discard", () => changeSessions((all) => settled(all, id, [])));
  const reason = make("p", {}, make("bdi", {}, problem));
  return make(
    "li",
    {},
    title,
    ` · ${length}`,
    reason,
    make("div", { className: "actions" }, ...(isOwn ? [again] : []), discard),
  );
}

export function showEntries(
  overview: Overview | undefined,
  isRunning: boolean,
  start: (choice: Choice) => void,
): void {
  const entries = overview?.entries ?? [];
  fill(byId("entries", HTMLElement), [overview?.date, entries, isRunning], () => {
    if (!overview) return [];
    if (entries.length > 0)
      return entries.map((entry) => entryItem(entry, overview.date, isRunning, start));
    return [make("li", { className: "empty muted" }, "No time in the last days yet.")];
  });
}

function entryItem(
  { date, start: from, end, minutes, choice }: Entry,
  today: string,
  isRunning: boolean,
  start: (choice: Choice) => void,
) {
  const { description, projectName, taskTitle } = choice;
  const title = description || taskTitle || projectName || "No description";
  const day = date === today ? "" : `${dayName(date, today)} · `;
  const details = [taskTitle, projectName].filter((part) => part && part !== title).join(" · ");
  const again = make("button", { type: "button", className: "icon", disabled: isRunning });
  again.setAttribute("aria-label", `Start again: ${title}`);
  again.title = "Start again";
  again.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5.5v13l11-6.5z" /></svg>`;
  again.addEventListener("click", () => start(choice));
  const row = (className: string, start: string, ...end: (Node | string)[]) =>
    make(
      "div",
      { className: `row ${className}` },
      make("span", { className: "start", dir: "auto", title: start }, start),
      make("span", { className: "end" }, ...end),
    );
  return make(
    "li",
    {},
    make(
      "div",
      { className: "rows" },
      row("", title, duration(minutes)),
      row("small muted", details || "No project", day, make("bdi", {}, `${from}–${end}`)),
    ),
    again,
  );
}

/** "Yesterday", "Mon, Jan 26". Calendar days, so no time zone is involved. */
function dayName(date: string, today: string): string {
  const [then, now] = [date, today].map((day) => Date.parse(`${day}T00:00:00Z`));
  if (then !== undefined && now !== undefined && now - then === 86_400_000) return "Yesterday";
  return new Date(then ?? 0).toLocaleDateString(undefined, {
    weekday: "short",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  });
}
