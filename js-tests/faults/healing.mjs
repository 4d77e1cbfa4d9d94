// What runs in each environment: the wasm traps, for real, while calls are at all sorts of places.

import { WebWork } from "webwork-sdk";
import { CALLS, pause, plain } from "./driver.mjs";

/** A pointer beyond the memory of the wasm. */
const NOWHERE = -16;
const { instantiate } = WebAssembly;
let armed = false;
let instances = 0;

// Headers that lie beyond the memory: reading them is a real trap.
WebAssembly.instantiate = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args);
  const instance = result.instance ?? result;
  const { response } = instance.exports;
  // Node.js has wasm of its own.
  if (!response) return result;
  instances++;
  const exports = {
    ...instance.exports,
    response: (step, call, status, redirect, pointer, length, now) =>
      armed
        ? response(step, call, status, redirect, NOWHERE, 8, now)
        : response(step, call, status, redirect, pointer, length, now),
  };
  return result.instance ? { module: result.module, instance: { exports } } : { exports };
};

/** Traps; resolves to what became of the calls that were under way, and of the next ones. */
export async function heal({ url, token }) {
  const webwork = new WebWork({ token, baseUrl: url, workspaceId: 1 });
  const other = new WebWork({
    token: `${token}-other`,
    baseUrl: url,
    workspaceId: 1,
    rateLimit: { requests: 1, per: 60_000 },
  });
  const ended = (call) =>
    call.then(
      () => ({ is: "resolved" }),
      (error) => plain(error, token),
    );
  await CALLS.GET(other);
  let backingOff;
  const inBackOff = new Promise((resolve) => (backingOff = resolve));
  const third = webwork.withOptions({ onRetry: () => backingOff() });
  const underWay = {
    "in flight": ended(CALLS.POST(webwork, { query: { response: "nothing" } })),
    "in back-off": ended(CALLS.GET(third, { query: { response: 503 } })),
    "in the queue": ended(CALLS.POST(other)),
  };
  await inBackOff;
  await pause(50);
  armed = true;
  const trapped = await ended(CALLS.GET(webwork));
  armed = false;
  const results = { trapped };
  for (const [place, call] of Object.entries(underWay)) results[place] = await call;
  // At once, from clients old and new, and many at a time.
  const fresh = new WebWork({ token: `${token}-fresh`, baseUrl: url, workspaceId: 1 });
  const next = await Promise.all(
    [webwork, third, fresh].flatMap((client) => [CALLS.GET(client), CALLS.POST(client)]).map(ended),
  );
  return { ...results, next: next.map(({ is }) => is), instances };
}
