// Calls one after the other, with a store or without one.

import { WebWork } from "webwork-sdk";

const CALLS = 500;
const WARM_UP = 50;

/** Median and 99th percentile of what a call takes, in milliseconds. */
export async function latencies(store, key = "none") {
  const webwork = new WebWork({
    token: "bench-token",
    baseUrl: "https://h",
    fetch: async () => Response.json({ success: true, data: [], meta: {} }),
    // Never used up, so that nothing but the exchange is measured, and with a short log.
    rateLimit: { requests: 10_000, per: 200, key, store },
  });
  const times = [];
  for (let call = 0; call < WARM_UP + CALLS; call++) {
    const begin = performance.now();
    await webwork.request({ method: "GET", path: "/x" });
    if (call >= WARM_UP) times.push(performance.now() - begin);
  }
  times.sort((one, other) => one - other);
  const at = (part) => Number(times[Math.floor(part * (times.length - 1))].toFixed(2));
  return { median: at(0.5), "99 %": at(0.99) };
}
