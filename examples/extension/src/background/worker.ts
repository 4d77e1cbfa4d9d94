// The service worker. The browser kills it whenever it likes, so it holds no state, and every listener is
// added at once when the script starts: that is how the browser knows what to wake it up for.

import { explain } from "../shared/explain.ts";
import type { Message, Reply } from "../shared/messages.ts";
import { onChange, readSessions } from "../shared/storage.ts";
import { badge } from "../timer/format.ts";
import { clientFor } from "./client.ts";
import { refreshTasks } from "./overview.ts";
import { chooseWorkspace, currentAccount, signIn, signOut } from "./sign-in.ts";
import { sync } from "./sync.ts";

const ALARM = "minute";

// Alarms may be lost when the browser closes or the extension is updated.
chrome.runtime.onInstalled.addListener(() => void wakeUp());
chrome.runtime.onStartup.addListener(() => void wakeUp());
chrome.alarms.onAlarm.addListener(() => void wakeUp());
addEventListener("online", () => void wakeUp());
onChange(["sessions"], () => void showSessions());

chrome.runtime.onMessage.addListener(
  (message: Message, _sender, respond: (reply: Reply) => void) => {
    handle(message).then(
      () => respond({}),
      (error: unknown) => respond({ error: explain(error).message }),
    );
    return true; // respond is called later
  },
);

async function wakeUp(): Promise<void> {
  await showSessions();
  await sync();
}

/** Badge and alarm follow from the sessions. */
async function showSessions(): Promise<void> {
  const sessions = await readSessions();
  const { text, color, title } = badge(sessions, Date.now());
  await Promise.all([
    chrome.action.setBadgeText({ text }),
    chrome.action.setBadgeBackgroundColor({ color }),
    chrome.action.setBadgeTextColor({ color: "#ffffff" }),
    chrome.action.setTitle({ title }),
  ]);
  // Moves the badge on, and tries again to send what could not be sent.
  if (sessions.length === 0) await chrome.alarms.clear(ALARM);
  else if (!(await chrome.alarms.get(ALARM))) {
    await chrome.alarms.create(ALARM, { periodInMinutes: 1 });
  }
}

async function handle(message: Message): Promise<void> {
  switch (message.type) {
    case "sync":
      return sync();
    case "refresh":
      return sync(true);
    case "tasks":
      return refreshTasks(clientFor(await currentAccount()), message.contractId);
    case "sign-in":
      await signIn(message.request);
      return sync(true);
    case "sign-out":
      await signOut();
      return sync(true);
    case "workspace":
      await chooseWorkspace(message.workspaceId);
      return sync(true);
  }
}
