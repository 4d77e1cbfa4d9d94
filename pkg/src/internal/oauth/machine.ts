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

/** Where a session is. Members beyond `name` are there in the states that they are described for. */
export interface State {
  readonly name: "fresh" | "expiring" | "refreshing" | "cooling_down" | "ended";
  /** Expiring, refreshing: the token set that is being refreshed. */
  readonly from?: TokenSet | undefined;
  /** Expiring, refreshing, cooling down: the last failure. */
  readonly trouble?: Trouble | undefined;
  /** Refreshing: the new tokens, once they are here. */
  readonly next?: TokenSet | undefined;
  /** Refreshing: what the server refused with. */
  readonly refusal?: unknown;
  /** Ended: why. */
  readonly reason?: EndReason | undefined;
  /** Ended: the access token that it ended with. Other tokens in the store begin the session anew. */
  readonly last?: string | undefined;
  /** Ended: what the server said, where it refused. */
  readonly error?: unknown;
  /** Ended: the store has not been cleared yet. */
  readonly clearing?: boolean | undefined;
}

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
  | { readonly type: "saved" }
  /** The server says that the refresh token is no good; or whatever was under way failed. */
  | { readonly type: "refused" | "failed"; readonly error: unknown; readonly now: number }
  | { readonly type: "signed_out" }
  /** The store was cleared after the sign-out; it held the token set of this access token. */
  | { readonly type: "cleared"; readonly last: string | undefined };

/** Fail the call. */
export interface Failure {
  readonly type: "fail";
  readonly reason: EndReason | "cooling_down";
  readonly error: unknown;
}

export type Action =
  /** Give this token to the call. */
  | { readonly type: "use"; readonly token: string }
  | Failure
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
const SIGNED_OUT: State = { name: "ended", reason: "signed_out" };
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
      return [{ ...SIGNED_OUT, clearing: true }, DONE];
    case "cleared":
      return [{ ...SIGNED_OUT, last: event.last }, DONE];
  }
  const { from } = state;
  // Signed out meanwhile: what comes of the refresh is dropped.
  if (!from) return [state, DONE];
  switch (event.type) {
    case "drained":
      return [state, { type: "lock", token: from.access_token }];
    case "read":
      return read(state, from, event.stored);
    case "responded":
      return [{ ...state, next: event.tokens }, { type: "read" }];
    case "refused":
      return [{ ...state, refusal: event.error }, { type: "read" }];
    case "saved":
      return [FRESH, DONE];
    case "failed":
      return [coolDown(state, from, event.error, event.now), DONE];
  }
}

function needed(state: State, event: Event & { type: "needed" }): [State, Action] {
  const { stored, rejected, now, waited } = event;
  if (state.from) return [state, { type: "wait" }];
  const isEnded = state.name === "ended";
  if (!stored) return fail(isEnded ? state : SIGNED_OUT);
  const { access_token: token, refresh_token, expires_at, expires_in } = stored;
  if (isEnded && (state.clearing || token === state.last)) return fail(state);
  const trouble = state.trouble?.from.access_token === token ? state.trouble : undefined;
  // A session that ended begins anew with other tokens.
  const next = isEnded ? FRESH : state;
  const use: [State, Action] = [next, { type: "use", token }];
  const left = (expires_at ?? Infinity) - now;
  const margin = Math.min(MARGIN_MS, (expires_in || Infinity) * 100);
  // The server revokes the old access token when it gives a new one.
  const isDead = token === rejected || trouble?.unsaved;
  if (!isDead && ((waited && !trouble) || left > margin)) return use;
  const isUnusable = isDead || left <= 0;
  if (!refresh_token)
    return isUnusable ? fail({ name: "ended", reason: "expired", last: token }) : use;
  const wait = trouble ? trouble.until - now : 0;
  // Longer than that where the clock was set back.
  if (trouble && wait > 0 && wait <= LONGEST_COOL_DOWN_MS)
    return isUnusable
      ? [next, { type: "fail", reason: "cooling_down", error: trouble.error }]
      : use;
  return [
    { name: "expiring", from: stored, trouble },
    { type: "drain", token },
  ];
}

/** The store was read inside the lock: before the refresh, or after the server responded. */
function read(state: State, from: TokenSet, stored: TokenSet | null): [State, Action] {
  if (!stored) return [SIGNED_OUT, DONE];
  const { access_token: last, refresh_token } = stored;
  // Another context was faster, or somebody signed in anew: that counts.
  if (last !== from.access_token) return [FRESH, DONE];
  const { refusal: error, trouble } = state;
  if (error || !refresh_token)
    return [{ name: "ended", reason: error ? "refused" : "expired", last, error }, DONE];
  const next = state.next ?? trouble?.unsaved;
  return [
    { ...state, name: "refreshing", next },
    next ? { type: "save", tokens: next } : { type: "refresh", tokens: stored },
  ];
}

function coolDown({ trouble, next }: State, from: TokenSet, error: unknown, now: number): State {
  const failures = (trouble?.failures ?? 0) + 1;
  const until = now + Math.min(COOL_DOWN_MS * 2 ** (failures - 1), LONGEST_COOL_DOWN_MS);
  const unsaved = next ?? trouble?.unsaved;
  return { name: "cooling_down", trouble: { from, failures, until, error, unsaved } };
}

function fail(state: State): [State, Action] {
  return [state, { type: "fail", reason: state.reason ?? "signed_out", error: state.error }];
}
