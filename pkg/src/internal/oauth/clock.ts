// Time, as the session sees it. Tests replace the members of `systemClock`.

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

/**
 * The value of a promise, or a rejection where it takes longer. Then `onLate` is called; it may return
 * the message.
 */
export function within<T>(
  milliseconds: number,
  value: T | PromiseLike<T>,
  onLate?: () => string | undefined,
  clock: Clock = systemClock,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(milliseconds, () =>
      reject(new Error(onLate?.() ?? `it took longer than ${milliseconds} ms`)),
    );
    Promise.resolve(value).then(resolve, reject).finally(stop);
  });
}
