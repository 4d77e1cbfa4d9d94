// A session as a pure state machine: events in, one action out. No clock, no store, no network here.
//
//   fresh         the stored token is good, as far as known
//   expiring      a refresh is due: new calls are held, calls in flight may end, then the lock is taken
//   refreshing    inside the lock: the refresh token is on its way, or its successor is being saved
//   cooling_down  a refresh failed for a passing reason: the next one waits
//   ended         nobody is signed in, or the server has refused the refresh token
//
// The store is the truth: every call reads it, so what another context saved or deleted counts at
// once. The access token names the generation of a token set.

import type { TokenSet } from "./tokens.js";

/** Why a session ended. */
export type EndReason = "signed_out" | "refused" | "expired";

/** What a failed refresh leaves behind. */
interface Trouble {
  /** The token set that could not be refreshed. */
  readonly from: TokenSet;
  readonly failures: number;
  /** When the next refresh may start. */
  readonly until: number;
  readonly error: unknown;
  /** The new tokens, where it was only saving that failed. */
  readonly unsaved: TokenSet | undefined;
}

/** A refresh is under way. */
interface Working {
  readonly name: "expiring" | "refreshing";
  readonly from: TokenSet;
  readonly trouble: Trouble | undefined;
  /** The new tokens, once they are here. */
  readonly next?: TokenSet;
  /** What the server refused with. */
  readonly refusal?: unknown;
}

interface Ended {
  readonly name: "ended";
  readonly reason: EndReason;
  /** The access token that the session ended with: other tokens in the store begin it anew. */
  readonly last?: string | undefined;
  readonly error?: unknown;
  /** The store has not been cleared yet. */
  readonly clearing?: boolean;
}

export type State =
  | { readonly name: "fresh" }
  | Working
  | { readonly name: "cooling_down"; readonly trouble: Trouble }
  | Ended;

export type Event =
  /** A call needs a token. `waited`: it has waited for a refresh already. */
  | {
      readonly type: "needed";
      readonly stored: TokenSet | null;
      readonly rejected: string | undefined;
      readonly now: number;
      readonly waited: boolean;
    }
  /** No call is in flight any more, or they took too long. */
  | { readonly type: "drained" }
  /** The store was read, inside the lock. */
  | { readonly type: "read"; readonly stored: TokenSet | null }
  /** The server gave new tokens. */
  | { readonly type: "responded"; readonly tokens: TokenSet }
  /** The server says that the refresh token is no good. */
  | { readonly type: "refused"; readonly error: unknown }
  | { readonly type: "saved" }
  /** Whatever was under way failed. */
  | { readonly type: "failed"; readonly error: unknown; readonly now: number }
  | { readonly type: "signed_out" }
  /** The store was cleared after the sign-out; it held the token set of this access token. */
  | { readonly type: "cleared"; readonly last: string | undefined };

export type Action =
  /** Give this token to the call. */
  | { readonly type: "use"; readonly token: string }
  /** Fail the call. */
  | { readonly type: "fail"; readonly reason: EndReason | "cooling_down"; readonly error: unknown }
  /** Wait for the refresh that is under way, then ask again. */
  | { readonly type: "wait" }
  /** Wait until the calls with this token have ended. */
  | { readonly type: "drain"; readonly token: string }
  /** Take the lock of this generation, then read the store. */
  | { readonly type: "lock"; readonly token: string }
  | { readonly type: "read" }
  | { readonly type: "refresh"; readonly tokens: TokenSet }
  | { readonly type: "save"; readonly tokens: TokenSet }
  /** Nothing more to do: release the lock, and let waiting calls ask again. */
  | { readonly type: "done" };

export const FRESH: State = { name: "fresh" };
const DONE: Action = { type: "done" };

/** A refresh is due this long before the end, or in the last tenth of a shorter life. */
const MARGIN_MS = 60_000;
const COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 60_000;

export function step(state: State, event: Event): [State, Action] {
  switch (event.type) {
    case "needed":
      return needed(state, event);
    case "signed_out":
      return [{ name: "ended", reason: "signed_out", clearing: true }, DONE];
    case "cleared":
      return [{ name: "ended", reason: "signed_out", last: event.last }, DONE];
  }
  // Signed out meanwhile: what comes of the refresh is dropped.
  if (!isWorking(state)) return [state, DONE];
  switch (event.type) {
    case "drained":
      return [state, { type: "lock", token: state.from.access_token }];
    case "read":
      return read(state, event.stored);
    case "responded":
      return [{ ...state, next: event.tokens }, { type: "read" }];
    case "refused":
      return [{ ...state, refusal: event.error }, { type: "read" }];
    case "saved":
      return [FRESH, DONE];
    case "failed":
      return [failed(state, event.error, event.now), DONE];
  }
}

function isWorking(state: State): state is Working {
  return state.name === "expiring" || state.name === "refreshing";
}

function needed(state: State, event: Event & { type: "needed" }): [State, Action] {
  const { stored, rejected, now, waited } = event;
  if (isWorking(state)) return [state, { type: "wait" }];
  if (state.name === "ended" && (state.clearing || stored?.access_token === state.last))
    return fail(state);
  if (stored === null) return fail(signedOut(state));
  const token = stored.access_token;
  const trouble = troubleOf(state, token);
  // A session that ended begins anew with other tokens.
  const next = state.name === "ended" ? FRESH : state;
  const use: [State, Action] = [next, { type: "use", token }];
  // The server revokes the old access token when it gives a new one.
  const dead = token === rejected || trouble?.unsaved !== undefined;
  if (!dead && ((waited && !trouble) || !isExpiring(stored, now))) return use;
  const unusable = dead || isExpired(stored, now);
  if (stored.refresh_token === undefined) return unusable ? fail(ended("expired", stored)) : use;
  if (trouble && isCoolingDown(trouble, now))
    return unusable ? [next, { type: "fail", reason: "cooling_down", error: trouble.error }] : use;
  return [
    { name: "expiring", from: stored, trouble },
    { type: "drain", token },
  ];
}

/** The store was read inside the lock: before the refresh, or after the server responded. */
function read(state: Working, stored: TokenSet | null): [State, Action] {
  if (stored === null) return [signedOut(state), DONE];
  // Another context was faster, or somebody signed in anew: that counts.
  if (stored.access_token !== state.from.access_token) return [FRESH, DONE];
  if (state.refusal) return [ended("refused", stored, state.refusal), DONE];
  if (stored.refresh_token === undefined) return [ended("expired", stored), DONE];
  const next = state.next ?? state.trouble?.unsaved;
  const refreshing: Working = { ...state, name: "refreshing" };
  return next
    ? [
        { ...refreshing, next },
        { type: "save", tokens: next },
      ]
    : [refreshing, { type: "refresh", tokens: stored }];
}

function failed({ from, trouble, next }: Working, error: unknown, now: number): State {
  const failures = (trouble?.failures ?? 0) + 1;
  const until = now + Math.min(COOL_DOWN_MS * 2 ** (failures - 1), LONGEST_COOL_DOWN_MS);
  const unsaved = next ?? trouble?.unsaved;
  return { name: "cooling_down", trouble: { from, failures, until, error, unsaved } };
}

function troubleOf(state: State, token: string): Trouble | undefined {
  return state.name === "cooling_down" && state.trouble.from.access_token === token
    ? state.trouble
    : undefined;
}

/** Not where the clock was set back. */
function isCoolingDown({ until }: Trouble, now: number): boolean {
  return now < until && until - now <= LONGEST_COOL_DOWN_MS;
}

function isExpired({ expires_at }: TokenSet, now: number): boolean {
  return expires_at !== undefined && now >= expires_at;
}

function isExpiring({ expires_at, expires_in = 0 }: TokenSet, now: number): boolean {
  const margin = expires_in > 0 ? Math.min(MARGIN_MS, expires_in * 100) : MARGIN_MS;
  return expires_at !== undefined && now >= expires_at - margin;
}

function ended(reason: EndReason, { access_token: last }: TokenSet, error?: unknown): Ended {
  return { name: "ended", reason, last, error };
}

function signedOut(state: State): Ended {
  return state.name === "ended" ? state : { name: "ended", reason: "signed_out" };
}

function fail(state: Ended): [State, Action] {
  return [state, { type: "fail", reason: state.reason, error: state.error }];
}
