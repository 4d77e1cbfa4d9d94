// A server that counts requests by windows, and refuses those above the limit.

import { serve } from "../server.mjs";

/** `sent`: when each request arrived. `refused`: how many got a 429. */
export async function serveLimited(t, { requests, per, latencyMs = 5, headers = {} }) {
  const state = { sent: [], refused: 0, holders: new Map() };
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
    if (isOver) state.refused++;
    else state.sent.push(now);
    const holder = request.headers["x-holder"] ?? request.url.split("/holders/")[1];
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
