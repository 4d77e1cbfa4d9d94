// Who the timer is for.

import { WebWork } from "webwork-sdk";
import type { SignIn } from "../shared/messages.ts";
import {
  type Account,
  changeSessions,
  ownerOf,
  read,
  remove,
  whileIdle,
  write,
} from "../shared/storage.ts";
import { stopped } from "../timer/session.ts";
import { connection, oauth, tokenStore } from "./client.ts";
import { SANDBOX_WORKSPACE } from "./sandbox.ts";

/** The account; the sandbox's if nobody has signed in. */
export async function currentAccount(): Promise<Account> {
  const account = await read("account");
  if (account) return account;
  const created = await accountOf({ kind: "sandbox", service: {} });
  await write({ account: created });
  return created;
}

export async function signIn(request: SignIn): Promise<void> {
  const { kind, service, token } = request;
  const tokens = kind === "oauth" ? await authorize(service) : undefined;
  // Nothing is kept before it has worked once.
  const account = await accountOf(request, tokens?.access_token ?? token);
  await whileIdle(async () => {
    if (tokens) await tokenStore.save(tokens);
    await use(account, token);
  });
}

async function accountOf({ kind, service }: SignIn, token?: string): Promise<Account> {
  const client = new WebWork(connection(kind, service, token));
  const list = await client.workspaces.list().toArray({ limit: 100 });
  client.close();
  const workspaces = list
    .filter(({ status }) => status === "active")
    .map(({ id, workspace_name: name, user_id: userId }) => ({ id, name, userId }));
  const before = await read("account");
  const usual = kind === "sandbox" ? SANDBOX_WORKSPACE : before?.workspaceId;
  const chosen = workspaces.find(({ id }) => id === usual) ?? workspaces[0];
  if (!chosen) throw new Error("You are not an active member of any workspace.");
  const { id: workspaceId, name: workspaceName, userId } = chosen;
  return { kind, service, workspaceId, workspaceName, userId, workspaces };
}

/** Opens the sign-in page of WebWork. Only the worker can do that: a popup closes when a window opens. */
async function authorize(service: SignIn["service"]) {
  const app = oauth(service);
  const { url, state, codeVerifier } = await app.authorizationUrl({ scopes: ["read", "write"] });
  const back = await chrome.identity.launchWebAuthFlow({ url, interactive: true });
  return app.exchangeCode({
    ...Object.fromEntries(new URL(back ?? "").searchParams),
    expectedState: state,
    codeVerifier,
  });
}

export const signOut = (): Promise<void> =>
  whileIdle(async () => {
    await stopTimer();
    await tokenStore.save(null);
    await remove("account", "token", "overview", "tasks", "status", "draft");
  });

export const chooseWorkspace = (id: number): Promise<void> =>
  whileIdle(async () => {
    const account = await currentAccount();
    const chosen = account.workspaces.find((workspace) => workspace.id === id);
    if (!chosen) return;
    const { name: workspaceName, userId } = chosen;
    await use({ ...account, workspaceId: id, workspaceName, userId });
  });

async function stopTimer(): Promise<void> {
  const now = Date.now();
  await changeSessions((sessions) => stopped(sessions, now));
}

/** Time of the account before stays here until somebody signs in to that one again. */
async function use(account: Account, token?: string): Promise<void> {
  const before = await read("account");
  if (before && ownerOf(before) !== ownerOf(account)) {
    await stopTimer();
    await remove("overview", "tasks", "draft");
  }
  await write({ account, status: { kind: "ok", message: "" }, ...(token && { token }) });
}
