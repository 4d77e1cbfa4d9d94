// Something that is loaded from the server: on its way, there, or failed. What was there before stays
// visible meanwhile, and a newer load ends the older one.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Problem } from "./problems.ts";

export interface Remote<T> {
  readonly state: "loading" | "ready" | "failed";
  readonly value?: T;
  readonly problem?: Problem;
}

export interface RemoteSource<T> {
  readonly now: ReadonlySignal<Remote<T>>;
  reload(): Promise<void>;
  /** Puts a value in place, such as after a change that the server has confirmed. */
  set(value: T): void;
}

export function createRemote<T>(
  load: (signal: AbortSignal) => Promise<T>,
  explain: (error: unknown) => Problem,
): RemoteSource<T> {
  const now = signal<Remote<T>>({ state: "loading" });
  let latest = new AbortController();
  return {
    now,
    set: (value) => {
      now.value = { state: "ready", value };
    },
    reload: async () => {
      latest.abort();
      latest = new AbortController();
      const { signal } = latest;
      now.value = { ...now.peek(), state: "loading" };
      try {
        const value = await load(signal);
        if (!signal.aborted) now.value = { state: "ready", value };
      } catch (error) {
        if (signal.aborted) return;
        now.value = { ...now.peek(), state: "failed", problem: explain(error) };
      }
    },
  };
}
