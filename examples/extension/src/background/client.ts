// The SDK's client for an account. There is one at a time, so that all calls share its rate limit.

import { type ClientOptions, WebWork } from "webwork-sdk";
import { chromeStorageStore, OAuth } from "webwork-sdk/oauth";
import { type Account, read, type Service, write } from "../shared/storage.ts";
import { sandbox } from "./sandbox.ts";

export const tokenStore = chromeStorageStore(chrome.storage.local);

let current: { key: string; client: WebWork } | undefined;

export function clientFor({ kind, service, workspaceId }: Account): WebWork {
  const key = JSON.stringify([kind, service, workspaceId]);
  if (current?.key !== key) {
    current?.client.close();
    const client = new WebWork({ ...connection(kind, service), workspaceId });
    current = { key, client };
  }
  return current.client;
}

/** What a client needs to reach the service. `token`: instead of the one that is kept. */
export function connection(kind: Account["kind"], service: Service, token?: string): ClientOptions {
  const common = {
    timeout: 15_000,
    onWait: ({ reason, delayMs, queued }: { reason: string; delayMs: number; queued: number }) => {
      if (reason === "rate_limit" && delayMs > 1_000) void tellOfWait(delayMs, queued);
    },
  };
  if (kind === "sandbox") return { ...common, token: sandbox().token, fetch: sandbox().fetch };
  const { baseUrl } = service;
  const kept = kind === "token" ? keptToken : oauth(service).session(tokenStore).token;
  return { ...common, token: token ?? kept, ...(baseUrl && { baseUrl }) };
}

const keptToken = async () => (await read("token")) ?? "";

const tellOfWait = (delayMs: number, queued: number) =>
  write({
    status: {
      kind: "waiting",
      message: `${queued} ${queued === 1 ? "request waits" : "requests wait"} for WebWork's rate limit.`,
      until: Date.now() + delayMs,
    },
  });

export const oauth = ({ clientId, authorizeUrl, tokenUrl }: Service) =>
  new OAuth({
    clientId: clientId ?? "",
    redirectUri: chrome.identity.getRedirectURL(),
    ...(authorizeUrl && { authorizeUrl }),
    ...(tokenUrl && { tokenUrl }),
  });
