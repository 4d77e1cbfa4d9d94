// One abort listener per signal, however many calls share it: runtimes warn of leaks from the
// eleventh listener on, and each costs.

/** What an abort reaches. */
export interface Abortable {
  abort(reason: unknown): void;
}

interface Watch {
  calls: Set<Abortable>;
  listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** Tells the call when the signal is aborted, until `unwatch`. */
export function watch(signal: AbortSignal, call: Abortable): void {
  let one = watches.get(signal);
  if (!one) {
    const calls = new Set<Abortable>();
    const listener = (): void => {
      watches.delete(signal);
      for (const each of calls) each.abort(signal.reason);
    };
    one = { calls, listener };
    watches.set(signal, one);
    signal.addEventListener("abort", listener, { once: true });
  }
  one.calls.add(call);
}

/** Forgets the call; the last one takes the listener along. */
export function unwatch(signal: AbortSignal, call: Abortable): void {
  const one = watches.get(signal);
  if (!one?.calls.delete(call) || one.calls.size > 0) return;
  watches.delete(signal);
  signal.removeEventListener("abort", one.listener);
}
