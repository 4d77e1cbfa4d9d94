// How much of a permitted rate is used, and whether a server that counts ever has to refuse: in fixed
// and in sliding windows, with slow responses.

import { createServer } from "node:http";
import { open } from "../clients/webwork.mjs";
import { show } from "../harness.mjs";
import { page, QUERY } from "../responses.mjs";

const LIMIT = { requests: 60, per: 10_000 };
const WINDOWS = 4;
const LATENCIES = [0, 40];

export async function run() {
  const body = page(1);
  const cases = [false, true].flatMap((sliding) =>
    LATENCIES.map((latency) => ({ sliding, latency })),
  );
  const rows = await Promise.all(cases.map((one, at) => measure(one, body, `bench-pacing-${at}`)));
  show(
    `${LIMIT.requests} requests in ${LIMIT.per / 1_000} s, ${LIMIT.requests * WINDOWS} calls at once`,
    Object.fromEntries(rows),
  );
}

async function measure({ sliding, latency }, body, token) {
  const times = [];
  let refused = 0;
  const server = createServer((_, response) => {
    const now = performance.now();
    times.push(now);
    const start = sliding ? now - LIMIT.per : now - ((now - times[0]) % LIMIT.per);
    const isBeyond = times.filter((at) => at >= start).length > LIMIT.requests;
    if (isBeyond) refused++;
    setTimeout(
      () =>
        response.writeHead(isBeyond ? 429 : 200, { "content-type": "application/json" }).end(body),
      Math.random() * latency,
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { list } = open({
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    token,
    rateLimit: LIMIT,
  });
  // What a first call has to load must not count as waiting.
  await list(QUERY);
  times.length = 0;
  await new Promise((resolve) => setTimeout(resolve, LIMIT.per * 1.02 + latency));
  await Promise.all(Array.from({ length: LIMIT.requests * WINDOWS }, () => list(QUERY)));
  server.close();
  const least = (WINDOWS - 1) * LIMIT.per;
  const taken = times.at(-LIMIT.requests) - times[0];
  return [
    `${sliding ? "sliding" : "fixed"} windows, responses after ${latency === 0 ? "no time" : `up to ${latency} ms`}`,
    { refused: refused, "of the permitted rate, %": ((least / taken) * 100).toFixed(1) },
  ];
}
