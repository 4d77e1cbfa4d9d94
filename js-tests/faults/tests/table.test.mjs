// Every fault of the table in Node.js, Chromium and Firefox. Prints what the SDK did.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ENVIRONMENTS, openEverywhere } from "../environments.mjs";
import { rows } from "../faults.mjs";
import { printTable } from "../print.mjs";
import { serveFault } from "../server.mjs";

const CODES = {
  BadRequestError: "bad_request",
  AuthenticationError: "authentication",
  PermissionError: "permission",
  NotFoundError: "not_found",
  ConflictError: "conflict",
  ValidationError: "validation",
  ApiError: "api",
  RateLimitError: "rate_limited",
  ServerError: "server",
  DecodeError: "decode",
  ConnectionError: "connection",
  TimeoutError: "timeout",
};
const OPERATIONS = {
  GET: "timeEntries.list",
  POST: "timeEntries.create",
  PUT: "timeEntries.update",
  DELETE: "timeEntries.delete",
};
/** Milliseconds that a busy machine may take beyond back-offs and waits. */
const SLACK = 2_500;

const cleanups = [];
const seen = new Map(rows.map((row) => [row, {}]));
let ask;

before(async () => {
  ask = await openEverywhere({ after: (cleanup) => cleanups.push(cleanup) }, "driver.mjs");
});

// Most of the time is spent waiting; the times that are asserted are long beside what the others take.
describe("faults", { concurrency: 16 }, () => testRows(rows.filter(({ quiet }) => !quiet)));
describe("faults, one by one", () => testRows(rows.filter(({ quiet }) => quiet)));

function testRows(some) {
  for (const row of some) {
    test(row.name, async () => {
      const results = await Promise.allSettled(
        Object.keys(ENVIRONMENTS).map((environment) => observe(environment, row)),
      );
      const failures = results
        .filter(({ status }) => status === "rejected")
        .map(({ reason }) => reason);
      // One message for all environments.
      if (failures.length > 0) assert.fail(failures.map(({ message }) => message).join("\n"));
    });
  }
}

after(async () => {
  printTable(seen);
  await Promise.all(cleanups.map((cleanup) => cleanup()));
});

let tokens = 0;

async function observe(environment, row) {
  const { url, refused, requests, state, strays, close } = await serveFault(row);
  const token = `faults-token-${environment}-${++tokens}`;
  try {
    const result = await ask[environment]("makeCall", row.name, { url, refused, token });
    const observed = { ...result, sent: requests.length, state, strays };
    seen.get(row)[environment] = observed;
    await check(
      `${row.name}, ${ENVIRONMENTS[environment]}`,
      row,
      row.expected(environment),
      observed,
    );
  } finally {
    await close();
  }
}

async function check(where, row, expected, observed) {
  const all = `${where}: ${JSON.stringify(observed)}`;
  assert.equal(observed.state.broke, undefined, all);
  assert.equal(observed.is, expected.is, all);
  assert.equal(observed.sent, expected.sent ?? observed.sent, all);
  assert.equal(observed.attempts, "attempts" in expected ? expected.attempts : expected.sent, all);
  assert.deepEqual(observed.strays, [], `${all}: a request went elsewhere`);
  if (expected.is === "resolved") {
    assert.deepEqual(observed.value, expected.value, all);
    if (!row.run) assert.equal(observed.success, true, all);
  } else {
    assert.equal(observed.code, CODES[expected.is], all);
    assert.equal(observed.outcome, expected.outcome, all);
    assert.equal(observed.operation, OPERATIONS[row.run ? "POST" : row.method], all);
    assert.deepEqual(observed.leaks, [], `${all}: the token shows`);
    if (expected.message)
      assert.equal(observed.message, `${observed.operation}: ${expected.message}`, all);
    if (expected.retryAfterMs) assert.equal(observed.retryAfterMs, expected.retryAfterMs, all);
  }
  for (const [name, value] of Object.entries(expected.state ?? {}))
    assert.deepEqual(await soon(() => observed.state[name]), value, `${all}: ${name}`);
  const [least, most] = expected.within ?? backoffs(observed.attempts ?? expected.sent ?? 1);
  // Timers of browsers are a little coarse.
  assert.ok(
    observed.ms >= least - 5 && observed.ms <= most,
    `${all}: it may take ${least} to ${most} ms`,
  );
}

/** What the server records may be there a moment after the client has settled. */
async function soon(read) {
  for (let tries = 0; read() === undefined && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return read();
}

/** How long the back-offs between so many attempts take, at least and at most. */
function backoffs(attempts) {
  let most = 0;
  for (let retry = 0; retry < attempts - 1; retry++) most += 500 * 2 ** retry;
  return [most / 2, most + SLACK];
}
