// A server that counts requests by windows, and refuses those above the limit.

import { serve } from "../server.mjs";

/** `sent`: when each request that was not refused arrived. `arrivals`: all of them. `refusals`: which got a 429, and when. */
export async function serveLimited(t, { requests, per, latencyMs = 5, headers = {} }) {
  const state = {
    sent: [],
    arrivals: [],
    refusals: [],
    holders: new Map(),
    get refused() {
      return this.refusals.length;
    },
  };
  const cors = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "*, authorization",
    "access-control-allow-methods": "*",
    "access-control-max-age": "600",
  };
  const { url } = await serve(t, async (request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    const now = performance.now();
    const isOver = state.sent.filter((at) => at > now - per).length >= requests;
    const holder = request.headers["x-holder"] ?? request.url.split("/holders/")[1];
    state.arrivals.push({ holder, at: now });
    if (isOver) state.refusals.push({ holder, at: now });
    else state.sent.push(now);
    state.holders.set(holder, (state.holders.get(holder) ?? 0) + 1);
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    response.writeHead(isOver ? 429 : 200, {
      "content-type": "application/json",
      ...cors,
      ...headers,
    });
    response.end(JSON.stringify({ success: !isOver, data: [], meta: {} }));
  });
  return Object.assign(state, {
    url: `${url}/api/v2`,
    /**
     * How many requests were counted in each whole window since the first one. Calls come in bursts, so
     * nothing else compares with the limit.
     */
    windows() {
      const [first] = state.sent;
      const whole = Math.floor((performance.now() - first) / per);
      const counts = Array.from({ length: whole }, () => 0);
      for (const at of state.sent) {
        const window = Math.floor((at - first) / per);
        if (window < whole) counts[window]++;
      }
      return counts;
    },
    /** The part of the permitted requests that was sent in all whole windows. */
    used() {
      const counts = state.windows();
      return counts.reduce((sum, count) => sum + count, 0) / (counts.length * requests);
    },
  });
}
