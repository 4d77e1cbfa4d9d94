// Rate limits.

import { browsers, done, each, fails, limits, once } from "./helpers.mjs";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const HOUR = 3_600_000;
const FORMS = {
  "IMF-fixdate": (date) => date.toUTCString(),
  "RFC 850": (date) => {
    const [, day, month, year, time] = date.toUTCString().split(" ");
    return `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
  },
  asctime: (date) => {
    const [name, day, month, year, time] = date.toUTCString().split(" ");
    return `${name.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
  },
};
const waited = (ms, more) => done({ sent: 2, within: [ms, ms + 2_500], ...more });
const limited = (headers, status = 429) =>
  once((x) => x.refuse(status, "slow down", typeof headers === "function" ? headers() : headers));

/** A wait of one second as a date, from a server whose clock is wrong by `skew` milliseconds. */
const until = (form, skew) => () => {
  const now = Math.floor(Date.now() / 1_000) * 1_000 + skew;
  return { date: new Date(now).toUTCString(), "retry-after": form(new Date(now + 1_000)) };
};

const waits = {
  "Retry-After: 1": { "retry-after": "1" },
  "retry-after-ms: 700": { "retry-after-ms": "700" },
  ...Object.fromEntries(
    Object.entries(FORMS).map(([name, form]) => [`Retry-After as a date, ${name}`, until(form, 0)]),
  ),
  ...Object.fromEntries(
    Object.entries(FORMS).map(([name, form]) => [
      `Retry-After as a date, ${name}, the server's clock 1 h slow`,
      until(form, -HOUR),
    ]),
  ),
  "Retry-After as a date, the server's clock 1 h fast": until(FORMS["IMF-fixdate"], HOUR),
};

const remaining = {
  "X-RateLimit-Remaining": (limit, left, reset) => ({
    "x-ratelimit-limit": limit,
    "x-ratelimit-remaining": left,
    "x-ratelimit-reset": reset,
  }),
  "RateLimit-Remaining": (limit, left, reset) => ({
    "ratelimit-limit": limit,
    "ratelimit-remaining": left,
    "ratelimit-reset": reset,
  }),
  "RateLimit: limit=…": (limit, left, reset) => ({
    ratelimit: `limit=${limit}, remaining=${left}, reset=${reset}`,
  }),
  'RateLimit: "name";r=…': (limit, left, reset) => ({
    ratelimit: `"name";r=${left};t=${reset}`,
    "ratelimit-policy": `"name";q=${limit};w=60`,
  }),
};

const inARow = (calls) => async (context) => {
  for (let call = 0; call < calls; call++) await context.calls.GET(context.webwork);
};

export const pacing = [
  ...Object.entries(waits).map(([what, headers]) => ({
    title: `429, ${what}`,
    respond: limited(headers),
    ...each("GET POST", waited(what.includes("700") ? 700 : 1_000)),
  })),
  {
    title: "429 without Retry-After",
    respond: limited({}),
    ...each("GET POST PUT DELETE", done({ sent: 2 })),
  },
  {
    title: "429 each time",
    respond: (x) => x.refuse(429, "slow down", { "retry-after-ms": "50" }),
    GET: fails("RateLimitError", "rejected", { sent: 3, within: [100, 2_500], retryAfterMs: 50 }),
    POST: fails("RateLimitError", "rejected", { sent: 3, within: [100, 2_500] }),
  },
  {
    title: "429, Retry-After: 90",
    respond: (x) => x.refuse(429, "slow down", { "retry-after": "90" }),
    ...each("GET POST", fails("RateLimitError", "rejected", { retryAfterMs: 90_000 })),
  },
  {
    title: "429, Retry-After: 2, and a total timeout of 1 s",
    respond: (x) => x.refuse(429, "slow down", { "retry-after": "2" }),
    options: limits({ totalTimeout: 1_000 }),
    GET: fails("RateLimitError", "rejected", { retryAfterMs: 2_000 }),
  },
  {
    title: "429, Retry-After: 1, hidden by CORS",
    respond: limited({ "retry-after": "1", "access-control-expose-headers": "" }),
    GET: waited(1_000),
    but: browsers({
      GET: { within: undefined },
      why: "a page sees only the headers that the server exposes, so the SDK computes the back-off",
    }),
  },
  {
    title: "503, Retry-After: 1",
    respond: limited({ "retry-after": "1" }, 503),
    ...each("GET PUT", waited(1_000)),
    POST: fails("ServerError", "unknown"),
  },
  {
    title: "429 pauses the calls that wait, too",
    respond: (x) =>
      x.milliseconds < 1_000 ? x.refuse(429, "slow down", { "retry-after": "1" }) : x.fine(),
    async run({ webwork, calls, pause }) {
      const first = calls.GET(webwork);
      await pause(200);
      await Promise.all([first, calls.GET(webwork), calls.POST(webwork)]);
    },
    expect: done({ sent: 4, attempts: undefined, within: [1_000, 3_500] }),
  },
  ...Object.entries(remaining).flatMap(([what, headers]) => [
    {
      title: `${what}: less than the client counted`,
      respond: once((x) => x.fine(headers(60, 0, 1))),
      run: inARow(2),
      expect: done({ sent: 2, attempts: undefined, within: [1_000, 3_500] }),
    },
    {
      title: `${what}: more than the client counted`,
      respond: (x) => x.fine(headers(100, 100 - x.number, 60)),
      options: limits({ rateLimit: { requests: 2, per: 60_000 } }),
      run: inARow(6),
      expect: done({ sent: 6, attempts: undefined, within: [0, 3_500] }),
    },
  ]),
  ...[false, true].map((sliding) => ({
    title: `20 requests in any ${sliding ? "sliding" : "fixed"} 400 ms, 160 calls at once`,
    quiet: true,
    reuses: true,
    respond: countedIn(400, 20, sliding),
    options: limits({ rateLimit: { requests: 20, per: 400 } }),
    run: async ({ webwork, calls }) =>
      void (await Promise.all(Array.from({ length: 160 }, () => calls.GET(webwork)))),
    // Seven windows to wait for; exact rates are for the bench, where nothing else runs.
    expect: done({ sent: 160, attempts: undefined, within: [2_800, 7_000], state: { refused: 0 } }),
  })),
];

function countedIn(window, limit, sliding) {
  return (exchange) => {
    const { state, milliseconds } = exchange;
    state.refused ??= 0;
    const start = sliding ? milliseconds - window : Math.floor(milliseconds / window) * window;
    state.times = (state.times ?? []).filter((at) => at >= start);
    if (state.times.length >= limit) {
      state.refused++;
      return exchange.refuse(429, "slow down");
    }
    state.times.push(milliseconds);
    return exchange.fine();
  };
}
