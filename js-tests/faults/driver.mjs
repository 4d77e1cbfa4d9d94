// Runs in each environment: makes a call under a fault and returns the result as plain data.

import { WebWork } from "webwork-sdk";
import { find } from "./faults.mjs";

const day = { user_id: 100, date: "2026-01-29" };

/** One call for each HTTP method. */
export const CALLS = {
  GET: (webwork, options) => webwork.timeEntries.list(day, options),
  POST: (webwork, options) =>
    webwork.timeEntries.create({ ...day, start_time: "09:00", end_time: "10:00" }, options),
  PUT: (webwork, options) =>
    webwork.timeEntries.update({ time_entry_id: "a", end_time: "10:00" }, options),
  DELETE: (webwork, options) => webwork.timeEntries.delete({ time_entry_id: "a" }, options),
};

/** Milliseconds after which a call counts as never settling. */
const GIVES_UP_AFTER = 20_000;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes the call of a row. `url` is the server, `refused` an address where nobody listens. */
export async function makeCall(name, { url, refused, token }) {
  const { method, run, options, serverless } = find(name);
  const webwork = new WebWork({
    token,
    baseUrl: serverless ? refused : url,
    workspaceId: 1,
    ...options?.(token),
  });
  const make = run ?? (() => CALLS[method](webwork).withResponse());
  const began = performance.now();
  const seen = await Promise.race([
    make({ webwork, calls: CALLS, pause, token, plain }).then(
      (result) => ({
        is: "resolved",
        attempts: result?.attempts,
        value: run ? result : undefined,
        success: result?.body?.success,
      }),
      (error) => plain(error, token),
    ),
    pause(GIVES_UP_AFTER).then(() => ({ is: "never settled" })),
  ]);
  return { ...seen, ms: performance.now() - began };
}

/** An error as plain data. */
export function plain(error, token) {
  const { name, code, operation, outcome, attempts, status, retryAfterMs, message, excerpt } =
    error;
  return {
    is: name,
    code,
    operation,
    outcome,
    attempts,
    status,
    retryAfterMs,
    message,
    excerpt,
    cause: error.cause === undefined ? undefined : String(error.cause),
    leaks: leaks(error, token),
  };
}

/** The places where an error contains the token, at any depth or as a console prints it. */
function leaks(error, token) {
  const places = [];
  const seen = new Set();
  const look = (value, path) => {
    if (typeof value === "string" && value.includes(token)) places.push(path);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const name of Reflect.ownKeys(value)) look(value[name], `${path}.${String(name)}`);
    if (value instanceof Headers) for (const [name, text] of value) look(text, `${path}.${name}`);
  };
  look(error, "error");
  look(String(error), "text");
  try {
    look(JSON.stringify(error), "JSON");
  } catch (cause) {
    places.push(`no JSON: ${cause.message}`);
  }
  return places;
}
