// The popup shows what is in chrome.storage, and writes what the user wants there. It does without the
// SDK and opens at once; the worker does the rest.

import { byId, setDirection, text } from "../shared/dom.ts";
import { send } from "../shared/messages.ts";
import {
  changeSessions,
  type Items,
  onChange,
  ownerOf,
  read,
  readAll,
  write,
} from "../shared/storage.ts";
import { clock, duration } from "../timer/format.ts";
import { type Choice, runningSession, type Session, started, stopped } from "../timer/session.ts";
import { wholeMinutes } from "../timer/wall-clock.ts";
import { Draft } from "./draft.ts";
import { showEntries, showOutbox } from "./lists.ts";

const SHOWN: (keyof Items)[] = ["account", "sessions", "overview", "tasks", "status"];
let items: Partial<Items> = {};
const draft = new Draft();

setDirection();
byId("options", HTMLButtonElement).addEventListener("click", () =>
  chrome.runtime.openOptionsPage(),
);
byId("stop", HTMLButtonElement).addEventListener("click", () => void stop());
byId("idle", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void start(draft.choice());
});
addEventListener("online", () => void send({ type: "sync" }));
onChange(SHOWN, () => void show());
setInterval(tick, 1_000);
void open();

async function open(): Promise<void> {
  draft.restore(await read("draft"));
  await show();
  const running = runningSession(items.sessions ?? []) !== undefined;
  byId(running ? "stop" : "description", HTMLElement).focus();
  await send({ type: "refresh" });
}

/** The intent is in storage before anybody acts on it: from here on it cannot be lost. */
async function start(choice: Choice): Promise<void> {
  if (!items.account) return;
  const owner = ownerOf(items.account);
  const session = { id: crypto.randomUUID(), owner, choice, startedAt: Date.now() };
  await changeSessions((sessions) => started(sessions, session));
  await write({ draft: { ...choice, description: "" } });
  draft.clear();
  await show();
  byId("stop", HTMLButtonElement).focus();
  await send({ type: "sync" });
}

async function stop(): Promise<void> {
  const now = Date.now();
  await changeSessions((sessions) => stopped(sessions, now));
  await show();
  byId("description", HTMLInputElement).focus();
  await send({ type: "sync" });
}

async function show(): Promise<void> {
  items = await readAll(SHOWN);
  const { account, sessions = [], overview, tasks, status } = items;
  const running = runningSession(sessions);

  byId("idle", HTMLFormElement).hidden = running !== undefined;
  byId("running", HTMLElement).hidden = running === undefined;
  if (running) {
    const { description, projectName, taskTitle } = running.choice;
    text("running-description", description);
    text("running-project", [projectName, taskTitle].filter(Boolean).join(" · "));
    const note = running.problem ?? (running.confirmed ? "" : unconfirmed(status?.kind));
    text("running-note", note);
    byId("running-note", HTMLElement).hidden = note === "";
  }

  const chip = byId("account", HTMLElement);
  chip.classList.toggle("sandbox", account?.kind === "sandbox");
  text("account", account?.kind === "sandbox" ? "Sandbox" : (account?.workspaceName ?? ""));

  draft.show(overview?.contracts ?? [], tasks);
  byId("start", HTMLButtonElement).disabled = account === undefined;
  showOutbox(sessions, account && ownerOf(account));
  showEntries(overview, running !== undefined, (choice) => void start(choice));
  tick();
}

/** What changes with time alone. */
function tick(): void {
  const { account, sessions: all = [], overview, status } = items;
  const sessions = all.filter(({ owner }) => account && owner === ownerOf(account));
  const now = Date.now();
  const running = runningSession(sessions);
  if (running) text("elapsed", clock(now - running.startedAt));
  // What WebWork does not have yet counts as well.
  const local = sessions.reduce(
    (sum, { startedAt, stoppedAt = now }) => sum + Math.max(0, wholeMinutes(startedAt, stoppedAt)),
    0,
  );
  text("today", overview ? duration(overview.minutes + local) : "–");

  const line = statusLine(sessions, now);
  text("status", line);
  byId("status", HTMLElement).classList.toggle("bad", line === status?.message);
  // Not a part of the status, which screen readers announce whenever it changes.
  const { remaining, limit, until = 0 } = status ?? {};
  const left = remaining === undefined ? "" : `${remaining} of ${limit} requests left`;
  text("rate", until > now ? `${Math.ceil((until - now) / 1_000)} s left` : left);
}

function statusLine(sessions: Session[], now: number): string {
  const { message = "", until = Number.POSITIVE_INFINITY } = items.status ?? {};
  if (message && until > now) return message;
  if (sessions.some(({ stoppedAt, problem }) => stoppedAt !== undefined && !problem))
    return "Saving…";
  return items.overview ? "Up to date" : "Loading…";
}

const unconfirmed = (status: string | undefined) =>
  status === "offline" || status === "signed_out"
    ? "Counted here. WebWork gets the time when it can be reached."
    : "";
