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
    /** How many requests were counted in each window from a time on. */
    windows(from) {
      const counts = [];
      for (const at of state.sent) {
        const window = Math.floor((at - from) / per);
        if (window >= 0) counts[window] = (counts[window] ?? 0) + 1;
      }
      return counts;
    },
    /** The part of the permitted rate that was used between two times. */
    used(from, to) {
      const count = state.sent.filter((at) => at >= from && at < to).length;
      return (count * per) / (requests * (to - from));
    },
  });
}
