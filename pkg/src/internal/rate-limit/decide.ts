// What a store decides: the algorithm of src/rate_limit/store.rs, step by step.

import type { Reply, Request } from "./exchange.js";

/** Names with their scores. */
type Scores = Map<string, number>;

/** What a store keeps about one limit. */
export interface State {
  epoch: number;
  last: number;
  offset: number;
  pausedUntil: number;
  recoversUntil: number;
  readonly permits: Scores;
  readonly waiting: Scores;
  readonly due: Scores;
  readonly seen: Scores;
}

const LONGEST_PAUSE = 86_400_000;

export function newState(time: number): State {
  return {
    epoch: time,
    last: 0,
    offset: 0,
    pausedUntil: 0,
    recoversUntil: 0,
    permits: new Map(),
    waiting: new Map(),
    due: new Map(),
    seen: new Map(),
  };
}

/** Changes the state as the request says, and returns the reply. `time` is in whole milliseconds. */
export function decide(state: State, request: Request, time: number): Reply {
  const { permits, waiting, due, seen } = state;
  const [
    holder,
    epoch,
    requests,
    per,
    lease,
    want,
    bulk,
    waited,
    spare,
    pause,
    lost,
    first,
    ...put
  ] = request;
  state.offset = Math.max(state.offset, state.last - time);
  const now = time + state.offset;
  state.last = now;
  if (lost || (epoch && epoch !== state.epoch)) state.recoversUntil = now + per;
  if (pause > 0)
    state.pausedUntil = Math.max(state.pausedUntil, now + Math.min(pause, LONGEST_PAUSE));
  const nameOf = (number: number): string => `${holder}:${number}`;
  for (let index = 0; index < put.length; index += 2) {
    const [number = 0, freeIn = 0] = put.slice(index);
    if (freeIn > 0) permits.set(nameOf(number), now + freeIn);
    else permits.delete(nameOf(number));
  }
  removeUntil(permits, now);
  removeUntil(seen, now);
  for (const late of removeUntil(due, now)) waiting.delete(late);

  waiting.delete(holder);
  due.delete(holder);
  const isRecovering = now < state.recoversUntil;
  const handicap = bulk ? per : 0;
  const free = requests - permits.size;
  let granted = 0;
  let wait = 0;
  if (want > 0) {
    waiting.set(holder, now - waited + handicap);
    const ahead = rankOf(waiting, holder);
    if (now >= state.pausedUntil && free > ahead) {
      const share = Math.ceil(free / waiting.size);
      granted = Math.max(0, Math.min(want, isRecovering ? spare : want, share, free - ahead));
    }
    for (let index = 0; index < granted; index++)
      permits.set(nameOf(first + index), now + lease + per);
    if (granted === want || isRecovering) {
      waiting.delete(holder);
      if (granted < want) wait = Math.min(per, state.recoversUntil - now);
    } else {
      if (granted > 0) waiting.set(holder, now + handicap);
      const slot = rankOf(waiting, holder) - (free - granted);
      const at = slot < 0 ? now : (sorted(permits)[slot] ?? Infinity);
      const wake = Math.max(Math.min(at, now + per), state.pausedUntil);
      due.set(holder, wake + Math.min(Math.max(Math.floor(per / 20), 50), 1_000));
      wait = wake - now;
    }
  }
  seen.set(holder, now + wait + per);
  const [next = now - 1] = sorted(permits);
  return [
    state.epoch,
    now,
    granted,
    wait,
    seen.size,
    Math.max(requests - permits.size, 0),
    next - now,
    Math.max(state.pausedUntil - now, 0),
    Math.max(state.recoversUntil - now, 0),
  ];
}

/** Removes and returns the names whose score is not above `least`. */
function removeUntil(scores: Scores, least: number): string[] {
  const names = [...scores].filter(([, score]) => !(score > least)).map(([name]) => name);
  for (const name of names) scores.delete(name);
  return names;
}

/** How many come before this name. Equal scores are ordered by name. */
function rankOf(scores: Scores, name: string): number {
  const score = scores.get(name) ?? Infinity;
  const isBefore = ([other, its]: [string, number]) =>
    its < score || (its === score && other < name);
  return [...scores].filter(isBefore).length;
}

const sorted = (scores: Scores): number[] => [...scores.values()].sort((one, other) => one - other);
