// The states of a session, and what leads from one to the next. Pure: the time, and what the store holds,
// are arguments. `session.ts` does what follows from a state.
//
// | state        | a call                     | next state: what leads to it                                  |
// | ------------ | -------------------------- | ------------------------------------------------------------- |
// | fresh        | gets the token of the      | expiring: its end is near, or a server refused it             |
// |              | store                      | ended: there is none, or it is of no use and has no refresh   |
// |              |                            | token                                                         |
// | expiring     | waits for requests in      | refreshing: they have ended, and the lock is held             |
// |              | flight to end              | ended: the user signs out                                     |
// | refreshing   | waits                      | fresh: new tokens are saved, by this context or another       |
// |              |                            | cooling_down: it failed, maybe not for good                   |
// |              |                            | ended: the server refuses the refresh token, or the user      |
// |              |                            | signs out                                                     |
// | cooling_down | gets the last error, or    | expiring: the wait is over                                    |
// |              | the token if it is of use  | fresh: the store has others                                   |
// | ended        | is told why                | fresh: the store has others                                   |

import type { WebWorkError } from "../errors/base.js";
import type { TokenSet } from "./tokens.js";

export type State = "fresh" | "expiring" | "refreshing" | "cooling_down" | "ended";

/** A refresh that failed, maybe not for good: the next one waits. */
export interface CoolDown {
  /** The access token that could not be refreshed. */
  readonly token: string;
  readonly error: unknown;
  /** When it failed. */
  readonly at: number;
  /** Milliseconds until the next refresh may start. */
  readonly wait: number;
  /** The new tokens, where it was only saving that failed. */
  readonly unsaved: TokenSet | undefined;
}

/** Why there are no tokens to be had. */
export interface Ended {
  readonly failure: WebWorkError;
  /** The access token that the session ended with, if any. Undefined until a sign-out has cleared the store. */
  readonly last: string | undefined;
}

/** What decides about the state, besides the tokens in the store. */
export interface Situation {
  /** By the server's clock. */
  readonly now: number;
  /** The token that a server has just refused. */
  readonly rejected?: string | undefined;
  /** Whether the call has waited for a refresh already. */
  readonly waited?: boolean;
  readonly isRefreshing?: boolean;
  readonly coolDown?: CoolDown | undefined;
  readonly ended?: Ended | undefined;
}

/** A refresh is due this long before the end, or in the last tenth of a shorter life. */
const MARGIN_MS = 60_000;
const COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 60_000;

/** The state that a call finds. A token that is still of use while a refresh has to wait is fresh. */
export function stateOf(tokens: TokenSet | null | undefined, situation: Situation): State {
  const { now, rejected, waited, isRefreshing, coolDown, ended } = situation;
  if (isRefreshing) return "refreshing";
  if (!tokens || ended) return "ended";
  const { access_token, refresh_token, expires_at, expires_in } = tokens;
  const failed = coolDownOf(access_token, coolDown);
  const left = (expires_at ?? Infinity) - now;
  const margin = Math.min(MARGIN_MS, (expires_in || Infinity) * 100);
  // The server revokes the old access token when it gives a new one.
  const isDead = access_token === rejected || failed?.unsaved;
  if (!isDead && ((waited && !failed) || left > margin)) return "fresh";
  // The clock may have been set back.
  const isCooling = failed && Math.abs(now - failed.at) < failed.wait;
  if (refresh_token && !isCooling) return "expiring";
  if (!isDead && left > 0) return "fresh";
  return refresh_token ? "cooling_down" : "ended";
}

/** What lets the refresh of this access token wait, if anything does. */
export function coolDownOf(token: string, coolDown: CoolDown | undefined): CoolDown | undefined {
  return coolDown?.token === token ? coolDown : undefined;
}

/** Milliseconds to wait after a failure: 1 s the first time, then twice as long each time, up to 60 s. */
export function nextWait(last: CoolDown | undefined): number {
  return Math.min(last ? last.wait * 2 : COOL_DOWN_MS, LONGEST_COOL_DOWN_MS);
}

/** Whether a session that ended begins anew: the store has other tokens than it ended with. */
export function beginsAnew(tokens: TokenSet | null | undefined, { last }: Ended): boolean {
  return Boolean(tokens) && last !== undefined && tokens?.access_token !== last;
}
