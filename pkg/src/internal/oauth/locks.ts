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
  return within(clock, LOCK_MS, held, () => {
    gaveUp = true;
    return new Error(`another context has held it for ${LOCK_MS} ms`);
  });
}

/** `navigator.locks` where it works, else a queue within this copy of the module. */
export const defaultLock: Lock = async (name, run) => {
  let entered = false;
  const enter = (): Promise<void> => {
    entered = true;
    return run();
  };
  try {
    const locks = globalThis.navigator?.locks;
    if (locks) return await locks.request(name, enter);
  } catch (error) {
    // A sandboxed frame throws SecurityError, a page that is being left rejects InvalidStateError.
    if (entered) throw error;
  }
  return queueLock(name, run);
};

const queues = new Map<string, Promise<void>>();

async function queueLock(name: string, run: () => Promise<void>): Promise<void> {
  const turn = (queues.get(name) ?? Promise.resolve()).then(run, run);
  queues.set(name, turn);
  try {
    await turn;
  } finally {
    if (queues.get(name) === turn) queues.delete(name);
  }
}
