// How a holder and a store talk: both ways an array. What the members mean is documented where the
// algorithm is: src/rate_limit/store.rs.

/** `put`: number, and milliseconds until it is free, of each permit that has changed. */
export type Request = readonly [
  holder: string,
  epoch: number,
  requests: number,
  per: number,
  lease: number,
  want: number,
  bulk: number,
  waited: number,
  spare: number,
  pause: number,
  lost: number,
  first: number,
  ...put: number[],
];

export type Reply = readonly [
  epoch: number,
  now: number,
  granted: number,
  wait: number,
  holders: number,
  free: number,
  reset: number,
  pause: number,
  recovery: number,
];

/** Sends a request about the limit with this key, and gets the reply. */
export type Exchange = (key: string, request: Request) => Promise<unknown>;

const REPLY_LENGTH = 9;

/** The reply, if it is one. */
export function replyOf(value: unknown, want: number): Reply {
  const numbers = Array.isArray(value) ? value.map(Number) : [];
  const [epoch = 0, , granted = -1] = numbers;
  const isGood = numbers.length === REPLY_LENGTH && numbers.every(Number.isSafeInteger);
  if (!isGood || epoch <= 0 || granted < 0 || granted > want)
    throw new TypeError("the store's reply is not one about a rate limit");
  return numbers as readonly number[] as Reply;
}
