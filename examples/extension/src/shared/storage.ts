// Everything that has to outlive the service worker is in chrome.storage.local; nothing else is state.

import type { SandboxSnapshot } from "webwork-sdk/sandbox";
import type { Choice, Session } from "../timer/session.ts";

/** Where the API is and who signs in. Missing members: WebWork's own. */
export interface Service {
  baseUrl?: string;
  clientId?: string;
  authorizeUrl?: string;
  tokenUrl?: string;
}

/** Who the timer is for. */
export interface Account {
  kind: "sandbox" | "token" | "oauth";
  service: Service;
  workspaceId: number;
  workspaceName: string;
  userId: number;
  /** The workspaces that may be chosen. */
  workspaces: { id: number; name: string; userId: number }[];
}

/** Says whose time a session is. It does not matter how they have signed in. */
export const ownerOf = ({ kind, service, workspaceId, userId }: Account): string =>
  [kind === "sandbox" ? kind : (service.baseUrl ?? "WebWork"), workspaceId, userId].join(" ");

export interface Entry {
  id: string;
  date: string;
  start: string;
  end: string;
  minutes: number;
  choice: Choice;
}

/** What the popup shows of WebWork's data. */
export interface Overview {
  /** When all of it was asked for, in ms since 1970. */
  at: number;
  /** WebWork's today. */
  date: string;
  /** Minutes of today's entries. */
  minutes: number;
  /** The last entries, the newest first. */
  entries: Entry[];
  contracts: { id: number; projectId: number; projectName: string }[];
}

export interface Task {
  id: number;
  title: string;
}

/** How the last exchange with WebWork went. */
export interface Status {
  kind: "ok" | "busy" | "waiting" | "offline" | "signed_out" | "failed";
  /** For people; empty if there is nothing to say. */
  message: string;
  /** When waiting ends, in ms since 1970. */
  until?: number;
  /** Requests that the rate limit still allows. */
  remaining?: number;
  limit?: number;
}

export interface Items {
  account: Account;
  /** The personal access token. OAuth tokens are kept by the SDK's store. */
  token: string;
  sessions: Session[];
  overview: Overview;
  tasks: { contractId: number; list: Task[] };
  status: Status;
  /** What the user has typed and chosen in the popup. */
  draft: Choice;
  sandbox: { snapshot: SandboxSnapshot; at: number };
}

export const readAll = (keys: (keyof Items)[]): Promise<Partial<Items>> =>
  chrome.storage.local.get(keys);

export async function read<K extends keyof Items>(key: K): Promise<Items[K] | undefined> {
  return (await readAll([key]))[key];
}

/** Resolves when it would survive a kill. */
export const write = (items: Partial<Items>): Promise<void> => chrome.storage.local.set(items);

export const remove = (...keys: (keyof Items)[]): Promise<void> =>
  chrome.storage.local.remove(keys);

export const readSessions = async (): Promise<Session[]> => (await read("sessions")) ?? [];

/** Reads, changes and writes the sessions. The lock holds off the other contexts of the extension. */
export const changeSessions = (change: (sessions: Session[]) => Session[]): Promise<void> =>
  navigator.locks.request("sessions", async () => {
    const sessions = await readSessions();
    const changed = change(sessions);
    if (changed !== sessions) await write({ sessions: changed });
  });

/** Runs `work` while nothing is being sent, and keeps others from sending meanwhile. */
export const whileIdle = (work: () => Promise<void>): Promise<void> =>
  navigator.locks.request("sync", work);

/** Calls `listener` whenever one of these items changes, in whatever context. */
export function onChange(keys: (keyof Items)[], listener: () => void): void {
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area === "local" && keys.some((key) => key in changes)) listener();
  });
}
