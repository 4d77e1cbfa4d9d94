// The paths of raw requests, read by the URL parser of the runtime.

import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError } from "webwork-sdk";
import { client, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { random } from "../support/random.mjs";

const sent = [];
const webwork = client({
  rateLimit: false,
  fetch: async (url) => {
    sent.push({ url });
    return Response.json(good);
  },
});

test("no raw path that is accepted leads a URL parser out of the base URL", async () => {
  const parts = [
    "/",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5C",
    "\\",
    "\t",
    "\n",
    "\r",
    "?",
    "#",
    "@",
    ":",
  ];
  parts.push("//", "x", "%", "2e", "é", " ", "\0", "https://evil.example", "a;b", "\u2024");
  const seed = 20_260_129;
  const next = random(seed);
  let accepted = 0;
  for (let round = 0; round < 3_000; round++) {
    const path = `/${Array.from({ length: next(7) }, () => parts[next(parts.length)]).join("")}`;
    const error = await webwork.request({ method: "GET", path }).then(
      () => undefined,
      (reason) => reason,
    );
    if (error) {
      assert.ok(error instanceof InvalidArgumentError, String(error));
      continue;
    }
    accepted++;
    const { url } = sent.pop();
    const parsed = new URL(url);
    assert.equal(parsed.origin, "https://h", `${JSON.stringify(path)}, seed ${seed}`);
    // Nothing is resolved, dropped or added.
    assert.equal(parsed.href.split("/").length, `https://h${path}`.split("/").length, path);
    assert.equal(parsed.search + parsed.hash, "", path);
  }
  assert.ok(accepted > 300, `${accepted} accepted`);
});

test("a raw path below a base URL with a path stays below it", async () => {
  const urls = [];
  const below = client({
    baseUrl: "https://h/api/v2/",
    fetch: async (url) => {
      urls.push(url);
      return Response.json(good);
    },
  });
  await below.request({ method: "GET", path: "/a/b%20c" });
  assert.deepEqual(urls, ["https://h/api/v2/a/b%20c"]);
  for (const path of [
    "/%2e%2e/x",
    "/.%2e/x",
    "/%2E./",
    "/..",
    "/x/../y",
    "/\\x",
    "/x\ty",
    "//x",
    "/x?y",
    "/x#y",
    "x",
    "",
    "/..%2fx",
  ]) {
    const error = await failure(below.request({ method: "GET", path }));
    assert.match(error.message, /^request: path must be a string that begins with one "\/"/);
  }
});
