// Writes whose response is lost.

import { browsers, done, fails, impatient, limits, none } from "./helpers.mjs";

const apply = (x) => x.body().then(() => (x.state.applied = (x.state.applied ?? 0) + 1));

export const writes = [
  {
    title: "applied, but the response is lost",
    respond: async (x) => {
      await apply(x);
      return x.number === 1 ? x.reset() : x.fine();
    },
    POST: none({ state: { applied: 1 } }),
    PUT: done({ sent: 2, state: { applied: 2 } }),
  },
  {
    title: "applied, and then 503",
    respond: async (x) => {
      await apply(x);
      return x.refuse(503, "later");
    },
    POST: fails("ServerError", "unknown", { state: { applied: 1 } }),
  },
  {
    title: "applied, but the response comes too late",
    respond: apply,
    options: impatient(),
    POST: fails("TimeoutError", "unknown", { state: { applied: 1 } }),
  },
  {
    title: "deleted, but the response is lost: then 404",
    respond: (x) => (x.number === 1 ? apply(x).then(() => x.reset()) : x.refuse(404, "gone")),
    DELETE: done({ sent: 2, state: { applied: 1 } }),
    PUT: fails("NotFoundError", "unknown", { sent: 2 }),
  },
  {
    title: "deleted, and 503: then 404",
    respond: (x) =>
      x.number === 1 ? apply(x).then(() => x.refuse(503, "later")) : x.refuse(404, "gone"),
    DELETE: done({ sent: 2 }),
  },
  {
    title: "a used connection is reset after the request's body",
    reuses: true,
    respond: (x) => (x.method === "GET" ? x.fine() : apply(x).then(() => x.reset())),
    options: limits({ maxRetries: 0 }),
    async run({ webwork, calls }) {
      await calls.GET(webwork);
      return calls.POST(webwork);
    },
    expect: none({ sent: 2, attempts: 1, state: { applied: 1 } }),
    but: browsers({
      expect: { sent: 3, state: { applied: 2 } },
      why: "browsers repeat a write on their own if a connection that was used before closes",
    }),
  },
];
