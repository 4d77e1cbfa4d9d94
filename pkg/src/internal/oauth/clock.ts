// Time, as the session sees it. Tests bring their own.

/** What tells the time and ends waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` after some milliseconds, unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** The value of a promise, or a rejection with `error()` where it takes longer. */
export function within<T>(
  clock: Clock,
  milliseconds: number,
  value: T | PromiseLike<T>,
  error: () => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(milliseconds, () => reject(error()));
    Promise.resolve(value).then(resolve, reject).finally(stop);
  });
}
