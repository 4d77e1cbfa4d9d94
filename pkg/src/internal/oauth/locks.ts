// Locks: one context at a time refreshes one generation of tokens.

import { type Clock, within } from "./clock.js";

/**
 * Runs a function while nobody else runs one under the same name, wherever the tokens are shared. Of
 * the shape of `navigator.locks.request`. The function runs at most 15 s.
 */
export type Lock = (name: string, run: () => Promise<void>) => PromiseLike<unknown>;

/** How long to wait for a lock, and how long it is held at most. */
export const LOCK_MS = 15_000;

/** Takes a lock. Resolves to the function that releases it; that happens by itself after a while. */
export async function acquire(lock: Lock, name: string, clock: Clock): Promise<() => void> {
  let gaveUp = false;
  const held = new Promise<() => void>((resolve, reject) => {
    const run = (): Promise<void> =>
      new Promise((release) => {
        if (gaveUp) return release();
        const stop = clock.after(LOCK_MS, release);
        resolve(() => {
          stop();
          release();
        });
      });
    // A lock that ends without having run anything has failed, whatever it says.
    Promise.resolve(lock(name, run)).then(() => reject(new Error("it ran nothing")), reject);
  });
  const onLate = (): string => {
    gaveUp = true;
    return `another context has held it for ${LOCK_MS} ms`;
  };
  return within(LOCK_MS, held, onLate, clock);
}

/** `navigator.locks` where it works, else a queue within this copy of the module. */
export const defaultLock: Lock = async (name, run) => {
  let entered = false;
  try {
    const locks = globalThis.navigator?.locks;
    if (locks)
      return await locks.request(name, () => {
        entered = true;
        return run();
      });
  } catch (error) {
    // A sandboxed frame throws SecurityError, a page that is being left rejects InvalidStateError.
    if (entered) throw error;
  }
  const turn = Promise.resolve(queues.get(name)).then(run, run);
  queues.set(name, turn);
  return turn.finally(() => queues.get(name) === turn && queues.delete(name));
};

const queues = new Map<string, Promise<void>>();
