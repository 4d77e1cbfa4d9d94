// Shows whose asynchronous context code runs in: where Rust awaits, and where the SDK does.
// Run it after `npm start`: node docs/decisions/lost-context.mjs

import { AsyncLocalStorage } from "node:async_hooks";
import { WebWork } from "webwork-sdk";
import { createSandbox } from "webwork-sdk/sandbox";

const CALLERS = 30;
const context = new AsyncLocalStorage();

/** Calls `call` for every caller at once, in a context that holds the caller's number. */
const forEveryCaller = (call) =>
  Promise.all(
    Array.from({ length: CALLERS }, (_, caller) => context.run(caller, () => call(caller))),
  );

/** Counts whether code that works for a caller runs in that caller's context. */
function counter() {
  const count = { own: 0, other: 0 };
  return {
    add: (caller) => count[context.getStore() === caller ? "own" : "other"]++,
    toString: () => `${count.own} in the caller's own context, ${count.other} in another's`,
  };
}

// The sandbox is an async function in Rust, polled by wasm-bindgen-futures. It reads the URL of a
// request after it has awaited the body. This getter sees in which context it does.
const inRust = counter();
const { get } = Object.getOwnPropertyDescriptor(Request.prototype, "url");
const urlProperty = (read) =>
  Object.defineProperty(Request.prototype, "url", { configurable: true, get: read });
const sandbox = await createSandbox();
urlProperty(function () {
  const url = get.call(this);
  inRust.add(Number(new URL(url).pathname.slice(1)));
  return url;
});
await forEveryCaller((caller) =>
  sandbox.fetch(`http://localhost/${caller}`, { method: "POST", body: "{}" }),
);
urlProperty(get);

// The SDK awaits in JavaScript. Most of these calls also wait for the rate limit.
const inSdk = counter();
const webwork = new WebWork({
  token: () => `token-${context.getStore()}`,
  rateLimit: { requests: 10, per: 100 },
  workspaceId: 1,
  fetch: async (url, { headers }) => {
    const caller = Number(new URL(url).searchParams.get("user_id"));
    inSdk.add(caller);
    if (headers.authorization !== `Bearer token-${caller}`) throw new Error("another's token");
    return Response.json({ success: true, data: [] });
  },
});
await forEveryCaller((caller) => webwork.timeEntries.list({ user_id: caller, date: "2026-01-29" }));

console.log(`wasm-bindgen-futures: ${inRust}`);
console.log(`webwork-sdk: ${inSdk}`);
