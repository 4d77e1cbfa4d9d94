// Responses that take too long.

import { done, each, empty, fails, head, impatient, limits, once } from "./helpers.mjs";

const late = {
  ...each("GET PUT", fails("TimeoutError", "unknown", { sent: 2, within: [3_250, 8_000] })),
  POST: fails("TimeoutError", "unknown", { within: [1_500, 5_000] }),
};

async function drip(exchange, pieces, ms) {
  await exchange.start({}, empty.slice(0, 1));
  for (let piece = 1; piece < pieces; piece++) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    exchange.more(empty.slice(piece, piece + 1));
  }
  exchange.more(empty.slice(pieces));
  exchange.end();
}

export const times = [
  { title: "no head", respond: async (x) => x.body(), options: impatient(), ...late },
  { title: "a head, and then no body", respond: (x) => x.start(), options: impatient(), ...late },
  {
    title: "a body that stalls",
    respond: (x) => x.start({}, empty.slice(0, 9)),
    options: impatient(),
    ...late,
  },
  {
    title: "an error whose body stalls",
    respond: (x) => x.raw(`${head("403 No", 100)}{`, { end: false }),
    options: impatient(),
    ...each("GET POST", fails("PermissionError", "rejected")),
  },
  {
    title: "an error, and then no body",
    respond: (x) => x.raw(head("403 No", 100), { end: false }),
    options: impatient({ maxRetries: 0 }),
    GET: fails("PermissionError", "rejected"),
    POST: fails("PermissionError", "rejected"),
    but: {
      firefox: {
        GET: { is: "TimeoutError", outcome: "unknown" },
        POST: { is: "TimeoutError", outcome: "unknown" },
        why: "Firefox reports the head of a response only when some of the body has arrived",
      },
    },
  },
  {
    title: "a body that drips in time",
    respond: (x) => drip(x, 10, 40),
    options: limits({ timeout: 5_000 }),
    GET: done({ within: [360, 3_000] }),
  },
  {
    title: "a body that drips for too long",
    respond: (x) => drip(x, 30, 100),
    options: impatient({ maxRetries: 0 }),
    GET: fails("TimeoutError", "unknown", { within: [1_500, 5_000] }),
  },
  {
    title: "no head once",
    respond: once((x) => x.body()),
    options: impatient(),
    ...each("GET DELETE", done({ sent: 2, within: [1_750, 6_000] })),
  },
  {
    title: "no head, and a total timeout",
    respond: (x) => x.body(),
    options: limits({ totalTimeout: 400 }),
    ...each("GET POST", fails("TimeoutError", "unknown", { within: [400, 2_000] })),
  },
  {
    title: "a request that timed out is aborted at the server too",
    respond: (x) =>
      x
        .start()
        .then(() => x.gone())
        .then(() => (x.state.gone = true)),
    options: impatient({ maxRetries: 0 }),
    GET: fails("TimeoutError", "unknown", { state: { gone: true } }),
  },
];
