// What the network does, for people to see: which requests are made, whether they are slow, lost, tried
// again, or held back by the rate limit. All of it comes from the hooks of the client and from a `fetch`
// that is watched.

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { ClientOptions, Fetch, RateLimit, WaitEvent } from "webwork-sdk";

/** One line of the log. */
export interface Activity {
  readonly id: number;
  readonly text: string;
  readonly tone: "good" | "bad" | "note";
}

export interface Network {
  /** Whether the device has a network at all. */
  readonly online: ReadonlySignal<boolean>;
  /** Whether the last request got no response. */
  readonly lost: ReadonlySignal<boolean>;
  /** Whether a request has been under way for long. */
  readonly slow: ReadonlySignal<boolean>;
  /** How many calls wait for the rate limit, and until when (`performance.now()`). */
  readonly wait: ReadonlySignal<{ queued: number; until: number } | undefined>;
  readonly limit: ReadonlySignal<RateLimit | undefined>;
  readonly activity: ReadonlySignal<readonly Activity[]>;
  /** Options for the client that is to be watched. */
  readonly options: Pick<
    ClientOptions,
    "fetch" | "onRequest" | "onResponse" | "onRetry" | "onWait"
  >;
  /** Calls a function when the server can be reached again. */
  onRecovery(listener: () => void): void;
  close(): void;
}

const SLOW_AFTER_MS = 2_500;
/** Shorter waits than this are not mentioned. */
const WORTH_A_WORD_MS = 1_000;
/** Lines of the log. */
const KEPT = 30;

export function createNetwork(send: Fetch): Network {
  const online = signal(navigator.onLine);
  const lost = signal(false);
  const slow = signal(false);
  const wait = signal<{ queued: number; until: number }>();
  const limit = signal<RateLimit>();
  const activity = signal<readonly Activity[]>([]);
  const listeners: (() => void)[] = [];
  let slowRequests = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let count = 0;

  const log = (text: string, tone: Activity["tone"]) => {
    count += 1;
    activity.value = [{ id: count, text, tone }, ...activity.peek().slice(0, KEPT - 1)];
  };
  const setReachable = (reachable: boolean) => {
    const recovered = reachable && lost.peek();
    lost.value = !reachable;
    if (recovered) for (const listener of listeners) listener();
  };

  // The hooks report responses and retries. A request that fails for good shows here alone.
  const watched: Fetch = async (url, init) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      slowRequests += 1;
      slow.value = true;
    }, SLOW_AFTER_MS);
    try {
      const response = await send(url, init);
      setReachable(true);
      return response;
    } catch (error) {
      if (!init.signal?.aborted) {
        log(`${init.method} ${pathOf(url)}: no response`, "bad");
        setReachable(false);
      }
      throw error;
    } finally {
      clearTimeout(timer);
      if (late) slowRequests -= 1;
      slow.value = slowRequests > 0;
    }
  };

  const page = new AbortController();
  const follow = () => {
    online.value = navigator.onLine;
    if (navigator.onLine) for (const listener of listeners) listener();
  };
  for (const event of ["online", "offline"])
    addEventListener(event, follow, { signal: page.signal });

  return {
    online,
    lost,
    slow,
    wait,
    limit,
    activity,
    onRecovery: (listener) => listeners.push(listener),
    close: () => {
      clearTimeout(waiting);
      page.abort();
    },
    options: {
      fetch: watched,
      onResponse: ({ method, url, status, durationMs, rateLimit }) =>
        batch(() => {
          limit.value = rateLimit;
          const tone = status < 400 ? "good" : "bad";
          log(`${method} ${pathOf(url)}: ${status}, ${Math.round(durationMs)} ms`, tone);
        }),
      onRetry: ({ reason, delayMs, attempt }) =>
        log(`attempt ${attempt} failed (${reason}), next one in ${seconds(delayMs)} s`, "note"),
      onWait: ({ operation, reason, delayMs, queued }: WaitEvent) => {
        if (reason !== "rate_limit") return;
        log(
          `${operation} waits ${seconds(delayMs)} s for the rate limit, ${queued} queued`,
          "note",
        );
        if (delayMs < WORTH_A_WORD_MS) return;
        wait.value = { queued, until: performance.now() + delayMs };
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          wait.value = undefined;
        }, delayMs);
      },
    },
  };
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** "/time-entries?date=2026-03-18", which is enough to recognise a request. */
function pathOf(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const date = searchParams.get("date");
  return pathname.replace(/^\/api\/v2/, "") + (date ? `?date=${date}` : "");
}
