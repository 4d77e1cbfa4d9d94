// Locks: one context at a time refreshes one generation of tokens.

import { systemClock } from "./clock.js";

/**
 * Runs a function while nobody else runs one under the same name, wherever the tokens are shared. Of
 * the shape of `navigator.locks.request`. The function runs at most 15 s.
 */
export type Lock = (name: string, run: () => Promise<void>) => PromiseLike<unknown>;

/** How long to wait for a lock, and how long it is held at most. */
export const LOCK_MS = 15_000;
/** What may be done inside the lock, and for how long: to load twice, to refresh, to save. */
export const LOCKED_MS = { load: 2_500, refresh: 7_000, save: 3_000 };

/** Takes a lock. Resolves to the function that releases it; that happens by itself after a while. */
export function acquire(lock: Lock, name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    let gaveUp = false;
    let stop = systemClock.after(LOCK_MS, () => {
      gaveUp = true;
      reject(new Error(`another context has held it for ${LOCK_MS} ms`));
    });
    const run = (): Promise<void> =>
      new Promise((release) => {
        if (gaveUp) return release();
        stop();
        stop = systemClock.after(LOCK_MS, release);
        resolve(() => {
          stop();
          release();
        });
      });
    // A lock that ends without having run anything has failed, whatever it says.
    const ended = (async () => lock(name, run))();
    ended.then(() => reject(new Error("it ran nothing")), reject).finally(() => stop());
  });
}

/** `navigator.locks` where it works, else a queue within this copy of the module. */
export const defaultLock: Lock = async (name, run) => {
  let entered = false;
  try {
    return await navigator.locks.request(name, () => {
      entered = true;
      return run();
    });
  } catch (error) {
    // There may be no locks; a sandboxed frame throws SecurityError, a page that is being left rejects
    // InvalidStateError.
    if (entered) throw error;
  }
  const turn = Promise.resolve(queues.get(name)).then(run, run);
  queues.set(name, turn);
  return turn.finally(() => queues.get(name) === turn && queues.delete(name));
};

const queues = new Map<string, Promise<void>>();
