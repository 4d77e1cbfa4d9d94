// Many clients read and write for minutes while the server misbehaves in every way. In the end, every
// promise must have settled, and what clients report about their writes must agree with the server.

import { setTimeout as pause } from "node:timers/promises";
import { WebWork, WebWorkError } from "webwork-sdk";
import { chanceOf } from "./chance.mjs";
import { serveFault } from "./server.mjs";

const CLIENTS = 6;
const LOOPS = 12;
/** Each is shared by several clients; one comes from a function. */
const tokens = ["soak-token-0", "soak-token-1", async () => "soak-token-2"];
/** Per token; the server refuses what goes beyond. */
const LIMIT = { requests: 60, per: 500 };
/** A call may take this long at most, whatever happens: attempts, back-offs and the pauses of the queue. */
const GIVES_UP_AFTER = 60_000;

/** What the server does with a request. `applies`: it carries out the write nevertheless. */
const FAULTS = [
  { name: "fine", weight: 60, applies: true, respond: (x) => x.fine() },
  {
    name: "fine, slowly",
    weight: 4,
    applies: true,
    respond: (x) => pause(120).then(() => x.fine()),
  },
  {
    name: "fine, without a body",
    weight: 3,
    applies: true,
    respond: (x) => (x.method === "GET" ? x.fine() : x.send(204)),
  },
  { name: "400", respond: (x) => x.refuse(400, "no") },
  { name: "401", respond: (x) => x.refuse(401, "no") },
  { name: "409", respond: (x) => x.refuse(409, "no") },
  { name: "422", respond: (x) => x.refuse(422, "no") },
  {
    name: "429",
    weight: 2,
    respond: (x) => x.refuse(429, "slow down", { "retry-after-ms": "80" }),
  },
  { name: "429 without Retry-After", weight: 0.5, respond: (x) => x.refuse(429, "slow down") },
  { name: "success: false", respond: (x) => x.refuse(200, "no") },
  ...[false, true].flatMap((applies) => {
    const when = applies ? "applied, then" : "before it is applied:";
    return [
      { name: `${when} 408`, respond: (x) => x.refuse(408, "late") },
      { name: `${when} 500`, respond: (x) => x.refuse(500, "broken") },
      {
        name: `${when} 503`,
        weight: 2,
        respond: (x) => x.refuse(503, "later", { "retry-after-ms": "40" }),
      },
      {
        name: `${when} HTML`,
        respond: (x) => x.send(200, "<html>", { "content-type": "text/html" }),
      },
      { name: `${when} a reset`, weight: 3, respond: (x) => x.reset() },
      { name: `${when} a connection closed`, weight: 2, respond: (x) => x.hangUp() },
      { name: `${when} nothing`, weight: 2, respond: () => {} },
      {
        name: `${when} a redirect`,
        respond: (x) => x.send(302, "", { location: `${x.elsewhere}/there` }),
      },
      {
        name: `${when} a body that is cut off`,
        respond: (x) => x.start({ "content-length": "100" }, '{"success"').then(() => x.hangUp()),
      },
      { name: `${when} a body that stalls`, respond: (x) => x.start({}, '{"success"') },
    ].map((fault) => ({ ...fault, applies }));
  }),
];

const day = { user_id: 100, date: "2026-01-29" };

/** Writes name themselves, each in the place that its method has for it. */
const CALLS = [
  {
    kind: "POST",
    weight: 4,
    make: (webwork, id, options) =>
      webwork.timeEntries.create(
        { ...day, start_time: "09:00", end_time: "10:00", notes: id },
        options,
      ),
  },
  {
    kind: "PUT",
    weight: 2,
    make: (webwork, id, options) =>
      webwork.timeEntries.update({ time_entry_id: id, notes: id }, options),
  },
  {
    kind: "DELETE",
    weight: 2,
    make: (webwork, id, options) => webwork.timeEntries.delete({ time_entry_id: id }, options),
  },
  {
    kind: "GET",
    weight: 3,
    make: (webwork, id, options) => webwork.timeEntries.list(day, { ...options, query: { id } }),
  },
  { kind: "pages", weight: 0.3, make: (webwork, id, options) => walk(webwork, id, options) },
];

async function walk(webwork, id, options) {
  const seen = new Set();
  for await (const { id: item } of webwork.timeEntries.list(
    { ...day, per_page: 2 },
    { ...options, prefetch: true, query: { id } },
  )) {
    if (seen.has(item)) throw new Error(`${item} came twice`);
    seen.add(item);
  }
}

/**
 * Runs for so many seconds. Resolves to figures, and to `problems`: one line for each promise that was
 * broken. `log` is called with the progress.
 */
export async function soak({ seconds, seed, log = () => {} }) {
  const server = await openServer(seed);
  let givenUp = 0;
  const onRetry = ({ reason }) => {
    if (reason === "timeout") givenUp += 1;
  };
  const clients = Array.from({ length: CLIENTS }, (_, at) => openClient(server.url, at, onRetry));
  const calls = [];
  const problems = [];
  const end = performance.now() + seconds * 1_000;
  let underWay = 0;
  const report = setInterval(
    () =>
      log(
        `${calls.length} calls, ${underWay} under way, ${Math.max(0, (end - performance.now()) / 1_000).toFixed(0)} s to go`,
      ),
    30_000,
  );

  const loop = async (at, number) => {
    for (let turn = 0; performance.now() < end; turn++) {
      const id = `${at}-${number}-${turn}`;
      const chance = chanceOf(seed, "call", id);
      const { kind, make } = chance.pick(CALLS);
      const { options, cancel } = choose(chance);
      underWay++;
      const ended = make(clients[at], id, options).then(
        () => ({ is: "resolved" }),
        (error) => ({
          is: error.name,
          outcome: error.outcome,
          message: error.message,
          isBug: !(error instanceof WebWorkError) || error.code === "internal",
        }),
      );
      const one = await Promise.race([
        ended,
        pause(GIVES_UP_AFTER, { is: "never settled", isBug: true }, { ref: false }),
      ]);
      underWay--;
      cancel();
      givenUp +=
        (one.is === "AbortError" && one.outcome === "unknown") || one.is === "TimeoutError";
      calls.push({ id, kind, ...one });
    }
  };
  await Promise.all(
    clients.flatMap((_, at) => Array.from({ length: LOOPS }, (_, number) => loop(at, number))),
  );
  clearInterval(report);

  // What was given up may still be on its way.
  await pause(500);
  server.behave();
  const verifier = new WebWork({
    token: "soak-token-verifier",
    baseUrl: server.url,
    rateLimit: false,
  });
  const count = { resolved: 0, rejected: 0, unknown: 0, lookedUp: 0 };
  for (const { id, kind, is, outcome, message, isBug } of calls) {
    if (isBug) problems.push(`${kind} ${id}: ${is} ${message ?? ""}`);
    if (!["POST", "PUT", "DELETE"].includes(kind)) continue;
    const times = server.applied.get(id) ?? 0;
    if (kind === "POST" && times > 1) problems.push(`POST ${id} was applied ${times} times`);
    if (is === "resolved") {
      count.resolved++;
      if (times === 0) problems.push(`${kind} ${id} resolved, but was not applied`);
    } else if (outcome === "rejected" || outcome === "not_sent") {
      count.rejected++;
      if (times > 0)
        problems.push(`${kind} ${id} was reported as ${outcome} (${message}), but was applied`);
    } else {
      count.unknown++;
      const { found } = await verifier.request({ method: "GET", path: `/applied/${id}` });
      if (found) count.lookedUp++;
    }
  }
  if (count.resolved + count.lookedUp !== server.applied.size)
    problems.push(
      `the clients know of ${count.resolved + count.lookedUp} applied writes, the server of ${server.applied.size}`,
    );
  // What was given up may arrive, and be counted, later than the client can know. Nothing else may go beyond.
  if (server.beyond > givenUp)
    problems.push(
      `${server.beyond} requests came beyond the rate limit, but only ${givenUp} were given up`,
    );
  problems.push(...server.problems());
  await server.close();
  const ended = tally(
    calls.map(({ kind, is, outcome }) => `${kind}: ${is}${outcome ? `, ${outcome}` : ""}`),
  );
  return {
    calls: calls.length,
    requests: server.requests,
    givenUp,
    beyondTheLimit: server.beyond,
    applied: server.applied.size,
    ...count,
    ended,
    faults: tally(server.faults),
    problems,
  };
}

function openClient(baseUrl, at, onRetry) {
  return new WebWork({
    token: tokens[at % tokens.length],
    baseUrl,
    workspaceId: 1,
    rateLimit: LIMIT,
    onRetry,
    ...(at % 2 && { onDrift: () => {} }),
  });
}

/** Options of a call, by chance; `cancel` when it is over. */
function choose(chance) {
  const controller = new AbortController();
  const aborts = chance.next() < 0.15;
  const timer = aborts
    ? setTimeout(() => controller.abort("enough"), chance.between(0, 600))
    : undefined;
  const options = {
    timeout: chance.between(300, 1_500),
    maxRetries: Math.floor(chance.between(0, 4)),
    priority: chance.next() < 0.5 ? "bulk" : "interactive",
    ...(chance.next() < 0.2 && { totalTimeout: chance.between(50, 2_000) }),
    ...(aborts && { signal: controller.signal }),
  };
  return { options, cancel: () => clearTimeout(timer) };
}

async function openServer(seed) {
  const applied = new Map();
  const faults = [];
  const times = new Map();
  const attempts = new Map();
  const server = { applied, faults, beyond: 0, requests: 0 };
  let behaves = false;
  const { url, state, strays, close } = await serveFault({
    reuses: true,
    respond: (x) => respond(x),
  });

  async function respond(x) {
    if (x.url.pathname.startsWith("/applied/"))
      return x.json(200, { success: true, found: applied.has(x.url.pathname.slice(9)) });
    server.requests++;
    if (isBeyond(x.token)) {
      server.beyond++;
      return x.refuse(429, "beyond the limit");
    }
    const body = await x.body();
    const id =
      x.url.searchParams.get("id") ??
      (x.method === "POST" ? JSON.parse(body).notes : x.url.pathname.split("/").at(-1));
    const attempt = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, attempt);
    const fault = behaves ? FAULTS[0] : chanceOf(seed, "fault", id, attempt).pick(FAULTS);
    faults.push(fault.name);
    // A deleted entry no longer exists.
    if (x.method === "DELETE" && applied.has(id)) return x.refuse(404, "there is no such entry");
    if (fault.applies && x.method !== "GET") applied.set(id, (applied.get(id) ?? 0) + 1);
    if (fault.name.startsWith("fine") && x.url.searchParams.get("per_page") === "2")
      return x.json(200, page(x.url));
    return fault.respond(x);
  }

  function isBeyond(token) {
    const now = performance.now();
    const recent = (times.get(token) ?? []).filter((at) => at > now - LIMIT.per);
    times.set(token, recent);
    return recent.push(now) > LIMIT.requests;
  }

  return Object.assign(server, {
    url,
    close,
    behave: () => (behaves = true),
    problems: () => [
      ...(state.broke ? [`the server broke: ${state.broke}`] : []),
      ...strays.map((stray) => `a request went to another origin: ${stray}`),
    ],
  });
}

/** Five pages of two; the last item of each comes again on the next. */
function page(url) {
  const number = Number(url.searchParams.get("page") ?? 1);
  return {
    success: true,
    data: [{ id: `item-${number}` }, { id: `item-${number + 1}` }],
    meta: { pagination: { current_page: number, per_page: 2, total: 10, last_page: 5 } },
  };
}

function tally(names) {
  const counts = {};
  for (const name of names.sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
