// What runs in each environment: calls that are aborted at a place, and how long each takes to settle.

import { WebWork } from "webwork-sdk";
import { CALLS, pause, plain } from "./driver.mjs";

const never = () => new Promise(() => {});

/** Where a call can be: what brings it there, and what is known of a write by then. */
export const PLACES = {
  "waiting for the token": { outcome: "not_sent", options: () => ({ token: never }) },
  "in the queue": {
    outcome: "not_sent",
    options: () => ({ rateLimit: { requests: 1, per: 60_000 }, timeout: 60_000 }),
    before: (webwork) => void CALLS.GET(webwork).catch(() => {}),
  },
  "in the queue, after a 429": {
    outcome: "not_sent",
    before: (webwork) =>
      CALLS.GET(webwork, { query: { response: 429 }, maxRetries: 0 }).catch(() => {}),
  },
  "in the pause after a 429": {
    outcome: "rejected",
    call: { query: { response: 429 } },
    until: "onRetry",
  },
  "in back-off": {
    outcome: "unknown",
    method: "PUT",
    call: { query: { response: 503 } },
    until: "onRetry",
  },
  "in flight": { outcome: "unknown", call: { query: { response: "nothing" } }, until: "onRequest" },
  "while the body is read": {
    outcome: "unknown",
    call: { query: { response: "head" } },
    until: "onResponse",
  },
};

let clients = 0;

/** Aborts a call at the place, by a reason of its own. */
export async function abortAt(name, { url, token }) {
  const { options, before, call, until, method = "POST" } = PLACES[name];
  let there;
  const arrived = until ? new Promise((resolve) => (there = resolve)) : pause(20);
  const webwork = new WebWork({
    token: `${token}-${++clients}`,
    baseUrl: url,
    workspaceId: 1,
    ...(until && { [until]: () => there() }),
    ...options?.(),
  });
  await before?.(webwork);
  const controller = new AbortController();
  const listeners = counted(controller.signal);
  const settled = CALLS[method](webwork, { ...call, signal: controller.signal }).then(
    () => ({ is: "resolved" }),
    (error) => ({ ...plain(error, token), kept: error.cause === reason }),
  );
  await arrived;
  // Not while the hook still runs.
  await pause(20);
  const reason = { place: name };
  const start = performance.now();
  controller.abort(reason);
  const result = await settled;
  return { ...result, ms: performance.now() - start, listeners: listeners() };
}

/** Many calls on one signal that nobody aborts: the most listeners there were, and those that are left. */
export async function share(calls, { url, token }) {
  const { signal } = new AbortController();
  const webwork = new WebWork({
    token: `${token}-${++clients}`,
    baseUrl: url,
    workspaceId: 1,
    rateLimit: false,
  });
  const listeners = counted(signal);
  let most = 0;
  const all = Array.from({ length: calls }, () =>
    CALLS.GET(webwork, { signal }).finally(() => (most = Math.max(most, listeners()))),
  );
  most = listeners();
  await Promise.all(all);
  return { most, left: listeners() };
}

/** Signals of the platform's own making. */
export async function platformSignals({ url, token }) {
  const webwork = new WebWork({ token: `${token}-${++clients}`, baseUrl: url, workspaceId: 1 });
  const signals = {
    timeout: () => AbortSignal.timeout(50),
    any: () => AbortSignal.any([AbortSignal.timeout(50), new AbortController().signal]),
    aborted: () => AbortSignal.abort("before"),
  };
  const results = {};
  for (const [name, signal] of Object.entries(signals)) {
    const start = performance.now();
    const error = await CALLS.GET(webwork, {
      signal: signal(),
      query: { response: "nothing" },
    }).catch((error) => error);
    results[name] = {
      is: error.name,
      cause: error.cause?.name ?? error.cause,
      ms: performance.now() - start,
    };
  }
  return results;
}

/** How many abort listeners a signal has. */
function counted(signal) {
  const listeners = new Set();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (type, listener, options) => {
    listeners.add(listener);
    // One that is called once is gone by then.
    if (options?.once)
      addEventListener.call(signal, type, () => listeners.delete(listener), { once: true });
    return addEventListener.call(signal, type, listener, options);
  };
  signal.removeEventListener = (type, listener, options) => {
    listeners.delete(listener);
    return removeEventListener.call(signal, type, listener, options);
  };
  return () => listeners.size;
}
