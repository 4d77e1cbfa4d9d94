// Calls with bad input, against a server that must not hear of any.

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

/** How many bad inputs the tests of this file have. */
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

/** Calls with each of `cases`: [operation, parameters, words that the message must hold]. */
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
      const told = [`${operation.name}: `, ...words].every((word) => error.message.includes(word));
      if (!typed || !told)
        taken.push([operation.name, params, words, `${error.name}: ${error.message}`]);
    }
    assert.deepEqual(taken, []);
    assert.equal(server.requests.length, 0);
  });
}

/** For each parameter of each operation: bad values for it, each in an otherwise good call. `told`: what is allowed. */
export function withEach(bad, told = () => []) {
  return operations.flatMap((operation) =>
    operation.params.flatMap((param) =>
      bad(param).map((value) => [
        operation,
        { ...paramsOf(operation, { all: true }), [param.name]: value },
        param.name,
        ...told(param.schema).map(String),
      ]),
    ),
  );
}
