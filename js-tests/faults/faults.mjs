// What can go wrong on the way, and what the SDK has to do about it. One entry is one fault:
//
//   title         what the table calls it
//   answer        what the server does with a request; see `Exchange` in server.mjs
//   GET, POST, PUT, DELETE
//                 what has to come of a call of that method, or
//   run, expect   what is done instead of one call, and what has to come of that
//   options       of the client, as a function of the token
//   reuses        the server keeps connections open
//   serverless    nobody listens
//   quiet         others would disturb it
//   but           where an environment behaves differently by its nature: what differs, and why
//
// What has to come of it:
//
//   is            "resolved", or the class of the error
//   outcome       of the error
//   sent          requests that the server sees (1)
//   attempts      what the SDK says of it (as `sent`)
//   within        milliseconds it may take; else as long as back-offs take, and a while
//   value         what `run` resolves to
//   state         what the server noted down
//   message       what the error says
//   retryAfterMs    of the error
//
// The files of the table are loaded in browsers too, where nothing of `answer` runs.

import { bodies } from "./table/bodies.mjs";
import { connections, redirects } from "./table/connections.mjs";
import { pacing } from "./table/pacing.mjs";
import { refusals } from "./table/refusals.mjs";
import { secrets } from "./table/secrets.mjs";
import { statuses } from "./table/statuses.mjs";
import { times } from "./table/times.mjs";
import { writes } from "./table/writes.mjs";

const faults = [
  ...statuses,
  ...refusals,
  ...bodies,
  ...times,
  ...connections,
  ...redirects,
  ...writes,
  ...pacing,
  ...secrets,
];

/** The rows of the table: a fault under a method, or under what is run instead. */
export const rows = faults.flatMap((fault) => {
  const methods = fault.run
    ? ["expect"]
    : ["GET", "POST", "PUT", "DELETE"].filter((method) => method in fault);
  return methods.map((method) => ({
    ...fault,
    method,
    name: method === "expect" ? fault.title : `${fault.title} · ${method}`,
    expected: (environment) => ({ ...fault[method], ...fault.but?.[environment]?.[method] }),
    why: (environment) =>
      fault.but?.[environment]?.[method] ? fault.but[environment].why : undefined,
  }));
});

export function find(name) {
  return rows.find((row) => row.name === name);
}
