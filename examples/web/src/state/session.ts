// Who is signed in. Everything else in `state/` is made anew for each connection, so that nothing of one
// account is left when another one signs in.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { SandboxRole } from "webwork-sdk/sandbox";
import { explain, type Problem } from "../lib/problems.ts";
import { type Connection, connect, connectToDemo } from "../sdk/connection.ts";
import type { Demo } from "../sdk/demo.ts";
import { comeBack, type DemoSignIn, demoSignIn, remembered } from "../sdk/oauth.ts";
import { createDashboard, type Dashboard } from "./dashboard.ts";

/** Where a token is kept, only if the user asks for it. Every script of this origin can read it. */
const TOKEN = "webwork-token";

const current = signal<Dashboard>();
const trouble = signal<Problem>();
const starting = signal(true);

export const dashboard: ReadonlySignal<Dashboard | undefined> = current;
/** Why nobody is signed in, where there is something to say. */
export const signInProblem: ReadonlySignal<Problem | undefined> = trouble;
export const isStarting: ReadonlySignal<boolean> = starting;

/** Goes on where the user was: coming back from WebWork's sign-in, or with a token that was kept. */
export async function start(): Promise<void> {
  try {
    const token = localStorage.getItem(TOKEN);
    const found = (await comeBack()) ?? (await remembered());
    if (found) open(found);
    else if (token) open(connect(token, forgetToken));
  } catch (error) {
    trouble.value = explain(error);
  } finally {
    starting.value = false;
  }
}

export function signInWithToken(token: string, remember: boolean): void {
  // The SDK refuses a token with white space in it, which pasting easily adds.
  const connection = connect(token.trim(), forgetToken);
  if (remember) localStorage.setItem(TOKEN, token.trim());
  open(connection);
}

export async function tryDemo(): Promise<void> {
  open(connectToDemo(await loadDemo()));
}

/** Starts an OAuth sign-in in the demo. Where it leads is up to `decide`. */
export async function beginDemoSignIn(): Promise<DemoSignIn> {
  return demoSignIn(await loadDemo());
}

export function open(connection: Connection): void {
  trouble.value = undefined;
  current.value = createDashboard(connection, (problem) => void end(problem));
}

/** Acts as somebody else in the same demo. */
export async function switchRole(demo: Demo, role: SandboxRole): Promise<void> {
  await current.peek()?.close();
  demo.actAs(role);
  open(connectToDemo(demo));
}

export const signOut = (): Promise<void> => end(undefined);

async function end(problem: Problem | undefined): Promise<void> {
  const closing = current.peek();
  if (!closing) return;
  current.value = undefined;
  trouble.value = problem;
  await closing.close();
}

async function loadDemo(): Promise<Demo> {
  const { createDemo } = await import("../sdk/demo.ts");
  return createDemo();
}

function forgetToken(): void {
  localStorage.removeItem(TOKEN);
}
