// What the pages of the extension ask the service worker for.

import type { Service } from "./storage.ts";

export interface SignIn {
  kind: "sandbox" | "token" | "oauth";
  service: Service;
  /** For kind "token". */
  token?: string;
}

export type Message =
  /** The sessions have changed: carry out what the user wants. */
  | { type: "sync" }
  /** The popup has been opened: ask WebWork for everything that it shows. */
  | { type: "refresh" }
  | { type: "tasks"; contractId: number }
  | { type: "sign-in"; request: SignIn }
  | { type: "sign-out" }
  | { type: "workspace"; workspaceId: number };

/** What the worker responds with. */
export type Reply = { error?: string };

/** Sends a message, which wakes the worker up. Resolves to what went wrong, if anything did. */
export async function send(message: Message): Promise<string | undefined> {
  try {
    const reply: Reply | undefined = await chrome.runtime.sendMessage(message);
    return reply?.error;
  } catch {
    // The worker was killed before it responded. What it was to do is in storage, and the alarm is set.
    return undefined;
  }
}
