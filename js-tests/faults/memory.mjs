// What runs in each environment: a great many calls on a stub, and the wasm memory that they leave.

import { WebWork } from "webwork-sdk";
import { CALLS } from "./driver.mjs";

const { instantiate } = WebAssembly;
let memory;

WebAssembly.instantiate = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args);
  const { exports } = result.instance ?? result;
  // Node.js has wasm of its own.
  if (exports.response) memory = exports.memory;
  return result;
};

const item = (id) => ({
  id: `entry-${id}`,
  user_id: 100,
  project_name: "Website",
  task_id: null,
  date: "2026-01-29",
  duration_minutes: 480,
});
const list = JSON.stringify({
  success: true,
  data: Array.from({ length: 3 }, (_, id) => item(id)),
  meta: {},
});
const made = JSON.stringify({ success: true, message: "made", saved_minutes: 60, meta: {} });
const refused = JSON.stringify({ success: false, message: "it may not be", error: null, meta: {} });
const headers = {
  "content-type": "application/json",
  "x-ratelimit-limit": "10000",
  "x-ratelimit-remaining": "9999",
  "x-ratelimit-reset": "1",
};

/** The ways in which calls end, in turn. */
const ENDS = [
  { method: "GET", respond: () => new Response(list, { headers }) },
  { method: "POST", respond: () => new Response(made, { status: 201, headers }) },
  { method: "GET", respond: () => new Response(list) },
  { method: "POST", respond: () => new Response(refused, { status: 422 }) },
  { method: "DELETE", respond: () => new Response(null, { status: 204 }) },
  { method: "GET", respond: () => new Response("<html>", { status: 404 }) },
  { method: "POST", respond: () => Promise.reject(new TypeError("reset")) },
  { method: "PUT", options: { timeot: 1 } },
  { method: "GET", respond: () => new Promise(() => {}), aborts: true },
];

const webwork = new WebWork({
  token: "memory-token",
  baseUrl: "https://h",
  workspaceId: 1,
  rateLimit: false,
  maxRetries: 0,
  onDrift: () => {},
  fetch: (url) => ENDS[new URL(url).searchParams.get("end")].respond(),
});

/** Makes so many calls, so many at a time, and resolves to the pages of wasm memory. */
export async function make(calls, atATime) {
  for (let done = 0; done < calls; done += atATime) {
    await Promise.allSettled(
      Array.from({ length: atATime }, (_, at) => one((done + at) % ENDS.length)),
    );
  }
  return memory.buffer.byteLength / 65_536;
}

function one(end) {
  const { method, options, aborts } = ENDS[end];
  const controller = aborts ? new AbortController() : undefined;
  const call = CALLS[method](webwork, { query: { end }, signal: controller?.signal, ...options });
  // When it is in flight.
  if (aborts) queueMicrotask(() => controller.abort());
  return call;
}
