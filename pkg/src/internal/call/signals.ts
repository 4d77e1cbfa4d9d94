// One abort listener per signal, however many calls share it: runtimes warn of a leak from the eleventh
// listener on, and each one costs.

/** What an abort reaches. */
export interface Abortable {
  abort(reason: unknown): void;
}

interface Watch {
  readonly calls: Set<Abortable>;
  readonly listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** Aborts the call when the signal is aborted, until `unwatch`. */
export function watch(signal: AbortSignal, call: Abortable): void {
  let watch = watches.get(signal);
  if (!watch) {
    const calls = new Set<Abortable>();
    const listener = (): void => {
      watches.delete(signal);
      for (const call of calls) call.abort(signal.reason);
    };
    watch = { calls, listener };
    watches.set(signal, watch);
    signal.addEventListener("abort", listener, { once: true });
  }
  watch.calls.add(call);
}

/** Forgets the call; the last one removes the listener. */
export function unwatch(signal: AbortSignal, call: Abortable): void {
  const watch = watches.get(signal);
  if (!watch?.calls.delete(call) || watch.calls.size > 0) return;
  watches.delete(signal);
  signal.removeEventListener("abort", watch.listener);
}
