// Faults as data: how the server responds, which calls are made, and a summary of what happened. `hits`
// are the requests that arrived; `call` makes a call and resolves to how it ended.

import { inspect } from "node:util";
import { page, QUERY } from "./responses.mjs";

const ENTRY = { ...QUERY, start_time: "09:00", end_time: "17:00" };
const HOUR = 3_600_000;
/** Milliseconds after which a call counts as pending. */
export const GIVES_UP_AFTER = 8_000;

const json = (response, status, body, headers = {}) =>
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));
const ok = (response) =>
  response.writeHead(200, { "content-type": "application/json" }).end(page(1));
// Error bodies with what each client looks for in those of its own service: Stripe for `error`, Notion
// for `code`, Octokit for the message.
const refuse = (response, status, code, headers) => {
  const message =
    status === 429 ? "You have exceeded a secondary rate limit." : "That did not work.";
  json(
    response,
    status,
    {
      success: false,
      message,
      object: "error",
      status,
      code,
      error: { type: "api_error", message },
    },
    headers,
  );
};
const busy = (response, headers) => refuse(response, 503, "service_unavailable", headers);
const limited = (response, headers) => refuse(response, 429, "rate_limited", headers);

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** How often a write arrived, and what the caller was told. */
function writes({ hits, end }) {
  const key = hits[0]?.headers["idempotency-key"];
  const keyed =
    hits.length > 1 &&
    key !== undefined &&
    hits.every(({ headers }) => headers["idempotency-key"] === key);
  const outcome = end.error?.outcome;
  return `sent ${hits.length === 1 ? "once" : `${hits.length} times`}${keyed ? ", same key" : ""}${outcome ? `, outcome ${outcome}` : ""}`;
}

/** Whether the second request came two seconds after the first. */
function twoSeconds({ hits, end }) {
  if (hits.length < 2)
    return end.state === "pending" ? `wrong, over ${seconds(GIVES_UP_AFTER)}` : "not retried";
  const wait = hits[1].at - hits[0].at;
  return `${wait > 1_900 && wait < 2_600 ? "right" : "wrong"}, ${seconds(wait)}`;
}

export const FAULTS = [
  {
    title: "POST, 503 once",
    respond: (response, hit) =>
      hit === 1 ? busy(response) : json(response, 201, { success: true }),
    run: async ({ call, client }) => ({ end: await call(() => client.create(ENTRY)) }),
    summarize: writes,
  },
  {
    title: "POST, connection reset",
    respond: (response, hit) =>
      hit === 1 ? response.destroy() : json(response, 201, { success: true }),
    run: async ({ call, client }) => ({ end: await call(() => client.create(ENTRY)) }),
    summarize: writes,
  },
  {
    title: "429, Retry-After 2",
    respond: (response, hit) =>
      hit === 1 ? limited(response, { "retry-after": "2" }) : ok(response),
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: twoSeconds,
  },
  {
    title: "another call meanwhile",
    respond: (response, _hit, sinceFirst) =>
      sinceFirst < 1_900 ? limited(response, { "retry-after": "2" }) : ok(response),
    run: async ({ call, client, pause, responded }) => {
      const first = call(() => client.list(QUERY));
      await responded;
      await pause(100);
      const second = call(() => client.list({ ...QUERY, date: "2026-01-30" }));
      return { end: await second, other: await first };
    },
    summarize: ({ hits }) => {
      const early = hits.slice(1).filter(({ at }) => at - hits[0].at < 1_900).length;
      return early === 0 && hits.length > 1
        ? "waits too"
        : early === 0
          ? "never left"
          : `${early} too early`;
    },
  },
  {
    title: "429, Retry-After 90",
    respond: (response) => limited(response, { "retry-after": "90" }),
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: ({ hits, end }) => {
      if (hits.length > 1)
        return `hammers, ${hits.length} hits in ${seconds(hits.at(-1).at - hits[0].at)}`;
      return end.state === "pending" ? "one hit, waits" : `one hit, ${nameOf(end.error)}`;
    },
  },
  {
    title: "Retry-After a date, server 1 h slow",
    respond: (response, hit) => {
      if (hit > 1) return ok(response);
      const slow = Math.floor(Date.now() / 1_000) * 1_000 - HOUR;
      return limited(response, {
        date: new Date(slow).toUTCString(),
        "retry-after": new Date(slow + 2_000).toUTCString(),
      });
    },
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: twoSeconds,
  },
  {
    title: "abort during back-off",
    respond: (response) => busy(response, { "retry-after": "3" }),
    run: async ({ call, client, pause, responded, takesSignal }) => {
      const controller = new AbortController();
      const ended = call(() =>
        client.list(QUERY, takesSignal ? { signal: controller.signal } : undefined),
      );
      await responded;
      await pause(200);
      const abortedAt = performance.now();
      controller.abort();
      return { end: await ended, abortedAt };
    },
    summarize: ({ hits, end, abortedAt, takesSignal }) => {
      if (!takesSignal) return "no signal";
      if (end.at < abortedAt) return "not retried";
      const late = hits.filter(({ at }) => at > abortedAt).length;
      return `${end.state === "pending" ? "ignored" : `${Math.round(end.at - abortedAt)} ms`}${late > 0 ? `, ${late} sent after it` : ""}`;
    },
  },
  {
    title: "GET, body stalls, timeout 1 s",
    options: { timeout: 1_000 },
    respond: stall,
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: lasted,
  },
  {
    title: "POST, body stalls, timeout 1 s",
    options: { timeout: 1_000 },
    respond: stall,
    run: async ({ call, client }) => ({ end: await call(() => client.create(ENTRY)) }),
    summarize: lasted,
  },
  {
    title: "silent server, 1.5 s for everything",
    // Who has no limit on the whole gets the one on an attempt.
    options: { timeout: 1_500, totalTimeout: 1_500 },
    respond: () => {},
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: lasted,
  },
  {
    title: "HTML page under 200",
    respond: (response) =>
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><title>Log in</title>"),
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: ({ end }) =>
      end.state === "resolved" ? `resolves (${typeof end.value})` : nameOf(end.error),
  },
  {
    title: "console.log(client)",
    respond: ok,
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: ({ client, token }) => {
      if (inspect(client.client).includes(token)) return "shows the token";
      return inspect(client.client, { depth: Infinity, showHidden: true }).includes(token)
        ? "deep inside"
        : "no token";
    },
  },
  {
    title: "token in errors",
    respond: (response) => refuse(response, 400, "validation_error"),
    run: async ({ call, client }) => ({ end: await call(() => client.list(QUERY)) }),
    summarize: ({ end, token }) =>
      inspect(end.error, { depth: Infinity, showHidden: true }).includes(token) ? "yes" : "no",
  },
];

function stall(response) {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write(`{"success":true,"data":[`);
}

function lasted({ hits, end, began }) {
  const times = `${hits.length} attempt${hits.length === 1 ? "" : "s"}`;
  return end.state === "pending"
    ? `over ${seconds(GIVES_UP_AFTER)}, ${times}`
    : `${seconds(end.at - began)}, ${times}`;
}

function nameOf(error) {
  return error?.constructor?.name ?? String(error);
}
