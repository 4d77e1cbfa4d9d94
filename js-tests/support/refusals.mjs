// Calls with bad input. The server must not receive any of them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { InvalidArgumentError, WebWork } from "webwork-sdk";
import { method, operations, paramsOf } from "./contract.mjs";
import { failure } from "./failure.mjs";
import { json, serve } from "./server.mjs";

export let server;
export let webwork;
let count = 0;
const closing = [];

/** The number of bad inputs in the test file. */
export const tried = () => count;

before(async () => {
  server = await serve({ after: (close) => closing.push(close) }, (_, response) =>
    json(response, 200, { success: true }),
  );
  webwork = new WebWork({ token: "test-token", baseUrl: server.url, rateLimit: false });
});
after(() => {
  for (const close of closing) close();
});

/** Makes a test of `cases`: [operation, parameters, …words that the message must contain]. */
export function refuses(promise, cases) {
  count += cases.length;
  test(promise, async () => {
    assert.ok(cases.length > 0);
    const taken = [];
    for (const [operation, params, ...words] of cases) {
      const error = await failure(method(webwork, operation)(params)).catch((missing) => missing);
      const typed =
        error instanceof InvalidArgumentError &&
        error.code === "invalid_argument" &&
        error.outcome === "not_sent" &&
        error.operation === operation.name &&
        error.attempts === 0;
      const isNamed = [`${operation.name}: `, ...words].every((word) =>
        error.message.includes(word),
      );
      if (!typed || !isNamed)
        taken.push([operation.name, params, words, `${error.name}: ${error.message}`]);
    }
    assert.deepEqual(taken, []);
    assert.equal(server.requests.length, 0);
  });
}

/**
 * Cases for each parameter of each operation: good calls but for one value that `bad` gives. `wordsOf`
 * gives what the message must say is allowed.
 */
export function withEach(bad, wordsOf = () => []) {
  return operations.flatMap((operation) =>
    operation.params.flatMap((param) =>
      bad(param).map((value) => [
        operation,
        { ...paramsOf(operation, { all: true }), [param.name]: value },
        param.name,
        ...wordsOf(param.schema).map(String),
      ]),
    ),
  );
}
