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

/** The value of a promise, or a rejection where it takes longer. */
export function within<T>(milliseconds: number, value: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = systemClock.after(milliseconds, () =>
      reject(new DOMException(`it took longer than ${milliseconds} ms`, "TimeoutError")),
    );
    Promise.resolve(value).then(resolve, reject).finally(stop);
  });
}
