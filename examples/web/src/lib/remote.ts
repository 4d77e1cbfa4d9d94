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
  /** Loads again. What is there stays until then. */
  reload(): Promise<void>;
  /** Loads something else: what is there belongs to what was chosen before, and goes at once. */
  renew(): Promise<void>;
}

export function createRemote<T>(
  load: (signal: AbortSignal) => Promise<T>,
  explain: (error: unknown) => Problem,
): RemoteSource<T> {
  const now = signal<Remote<T>>({ state: "loading" });
  let latest = new AbortController();
  const reload = async () => {
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
  };
  return {
    now,
    reload,
    renew: () => {
      now.value = { state: "loading" };
      return reload();
    },
  };
}
