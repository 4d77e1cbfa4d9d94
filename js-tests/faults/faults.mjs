// What can go wrong, and what the SDK must do about it. One entry is one fault:
//
//   title         its name in the table
//   respond       what the server does with a request; see `Exchange` in server.mjs
//   GET, POST, PUT, DELETE
//                 the expected result of a call of that method, or
//   run, expect   what to do instead of one call, and the expected result of that
//   options       options of the client, as a function of the token
//   reuses        the server keeps connections open
//   serverless    nothing listens at the address
//   quiet         runs alone, because other calls would disturb it
//   but           for an environment that cannot behave as expected: what differs, and why
//
// An expected result:
//
//   is            "resolved", or the class of the error
//   outcome       `outcome` of the error
//   sent          requests that the server receives; default: 1
//   attempts      `attempts` that the SDK reports; default: `sent`
//   within        least and most milliseconds; default: the back-offs, and some slack
//   value         what `run` resolves to
//   state         what the server recorded
//   message       `message` of the error
//   retryAfterMs  `retryAfterMs` of the error
//
// Browsers load the files of the table too, but never run `respond`.

import { bodies } from "./table/bodies.mjs";
import { connections, redirects } from "./table/connections.mjs";
import { pacing } from "./table/pacing.mjs";
import { secrets } from "./table/secrets.mjs";
import { statuses } from "./table/statuses.mjs";
import { times } from "./table/times.mjs";
import { writes } from "./table/writes.mjs";

const faults = [
  ...statuses,
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
