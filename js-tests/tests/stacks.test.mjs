// The stack of an error leads to the line that made the call, also where nobody awaits it directly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, pageOf } from "../support/client.mjs";

const refuse = () => Response.json({ success: false, message: "no" }, { status: 404 });
const refusing = async () => refuse();
/** The first page is there, the second is not. */
const refusesPage2 = async (url) => {
  const page = pageOf(url);
  if (page > 1) return refuse();
  const pagination = { total: 3, per_page: 1, current_page: page, last_page: 3 };
  return Response.json({ success: true, data: [{ id: "1" }], meta: {}, pagination });
};

/** Calls that an event handler, a query library or a line without await makes: nobody is left on the stack. */
const WAYS = {
  "a call": [
    refusing,
    (webwork) => webwork.timeEntries.create({ ...day, start_time: "09:00", end_time: "10:00" }),
  ],
  "a call with bad parameters": [refusing, (webwork) => webwork.timeEntries.create({})],
  "a call with bad options": [
    refusing,
    (webwork) => webwork.timeEntries.list(day, { timeout: -1 }),
  ],
  "a call of a client that was closed": [
    refusing,
    (webwork) => {
      const other = webwork.withOptions({});
      other.close();
      return other.timeEntries.list(day);
    },
  ],
  "a raw request": [refusing, (webwork) => webwork.request({ method: "GET", path: "/x" })],
  "a response": [refusing, (webwork) => webwork.timeEntries.list(day).withResponse()],
  "a list": [refusing, (webwork) => webwork.timeEntries.list(day)],
  "all items": [refusing, (webwork) => webwork.timeEntries.list(day).toArray()],
  "all items, of which a later page fails": [
    refusesPage2,
    (webwork) => webwork.timeEntries.list(day).toArray(),
  ],
  "all items, of which a page requested ahead fails": [
    refusesPage2,
    (webwork) => webwork.timeEntries.list(day, { prefetch: true }).toArray(),
  ],
  "a method that was passed on": [refusing, (webwork) => [day].map(webwork.timeEntries.list)[0]],
};

for (const [what, [fetch, make]] of Object.entries(WAYS)) {
  test(`${what}: the stack leads to a line that does not await it`, async () => {
    const webwork = client({ fetch, maxRetries: 0 });
    const { error } = await new Promise((resolve) => {
      // A handler: it returns before anything comes of the call.
      function onClick() {
        make(webwork).then(
          () => assert.fail("the promise was fulfilled"),
          (error) => resolve({ error }),
        );
      }
      setImmediate(onClick);
    });
    assert.match(error.stack, /at .*onClick .*\(.*stacks\.test\.mjs:\d+:\d+\)/, error.stack);
    assert.ok(error.stack.startsWith(`${error.name}: ${error.message}\n    at `), error.stack);
    // The line of the call itself comes before that of its caller.
    const frames = error.stack.split("\n").filter((line) => line.includes("stacks.test.mjs"));
    assert.ok(frames.length >= 2, error.stack);
  });
}

test("a list of many pages holds the stack of its first call only", async () => {
  const sizes = [];
  const fetch = async (url) => {
    const page = pageOf(url);
    if (page > 50) return refuse();
    const pagination = { total: 99, per_page: 1, current_page: page, last_page: 99 };
    return Response.json({ success: true, data: [{ id: `${page}` }], meta: {}, pagination });
  };
  const webwork = client({ fetch, rateLimit: false, maxRetries: 0 });
  await webwork.timeEntries
    .list(day)
    .toArray()
    .catch(({ stack }) => sizes.push(stack.split("\n").length));
  assert.equal(sizes.length, 1);
  assert.ok(sizes[0] <= 1 + 2 * Error.stackTraceLimit, `${sizes[0]} lines`);
});

test("a program that replaces stacks by something else, or has none, gets the error all the same", async (t) => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  t.after(() => Object.assign(Error, { prepareStackTrace, stackTraceLimit }));
  const changes = [
    { prepareStackTrace: (_, frames) => frames },
    { prepareStackTrace: () => undefined },
    {
      prepareStackTrace: () => {
        throw new Error("of the program");
      },
    },
    { stackTraceLimit: 0 },
    { stackTraceLimit: undefined },
  ];
  for (const change of changes) {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit }, change);
    const webwork = client({ fetch: refusing });
    const codes = await Promise.all(
      [webwork.timeEntries.list(day), webwork.timeEntries.create({})].map((call) =>
        call.catch(({ code }) => code),
      ),
    );
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    assert.deepEqual(codes, ["not_found", "invalid_argument"]);
  }
});
