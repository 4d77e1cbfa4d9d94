// docs/troubleshooting.md quotes messages as they are, and explains those that users meet.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesIn } from "../../../scripts/files.mjs";
import { root } from "../../../scripts/steps.mjs";
import { mistakes } from "../snippets/mistakes.mjs";
import { load, prepare } from "../snippets/prelude.mjs";

const read = (file) => readFileSync(join(root, file), "utf8");
const page = read("docs/troubleshooting.md");
const quoted = [...page.matchAll(/^### `(.+)`$/gm), ...page.matchAll(/`(got [^`]+)`/g)].map(
  ([, message]) => message,
);
/** A message as a pattern: `…` is whatever differs. */
const patternOf = (message) =>
  new RegExp(message.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*"), "s");
const met = new Set();

for (const [title, make] of Object.entries(mistakes)) {
  test(`the message for ${title} is explained`, async (t) => {
    const { sandbox } = await prepare(t);
    const { WebWork } = await load("index");
    const { fetch } = sandbox;
    const client = (options) =>
      new WebWork({
        token: sandbox.token,
        fetch,
        workspaceId: 1,
        rateLimit: false,
        maxRetries: 0,
        ...options,
      });
    let message;
    try {
      await make({ webwork: client(), make: client, sandbox, load });
    } catch (error) {
      ({ message } = error);
    }
    assert.ok(message, "it is no error");
    const headings = quoted.filter((one) => patternOf(one).test(message));
    assert.ok(headings.length > 0, message);
    for (const heading of headings) met.add(heading);
  });
}

/** Code with the breaks of its strings and their escapes taken out. */
const sources = [...filesIn("src"), ...filesIn("pkg/src"), ...filesIn("sandbox/src")]
  .filter((file) => /\.(rs|ts)$/.test(file))
  .map(read)
  .join("\n")
  .replaceAll(/\\\n\s*/g, "")
  .replaceAll('\\"', '"');

test("the other messages of the page stand in the sources", () => {
  const others = quoted.filter((message) => !met.has(message));
  assert.ok(others.length < quoted.length / 3, others.join("\n"));
  const unknown = others.flatMap((message) =>
    message
      .split("…")
      .map((part) => part.replaceAll(/^(got )?[\s:,;()]+|[\s:,;()]+$/g, ""))
      .filter((part) => /\w+ \w+/.test(part) && !sources.includes(part)),
  );
  assert.deepEqual(unknown, []);
});
