// A server with entries, and a client that creates some.

import { client } from "../client.mjs";
import { serveEntries } from "./server.mjs";

export const entry = { user_id: 1, date: "2026-01-29", start_time: "09:00", end_time: "10:00" };

/** `server`: options of the server; the others are those of the client. */
export async function open(t, { server: options, ...rest } = {}) {
  const server = await serveEntries(options);
  t.after(() => server.close());
  const webwork = client({
    baseUrl: server.url,
    fetch: undefined,
    workspaceId: 1,
    rateLimit: false,
    maxRetries: 0,
    ...rest,
  });
  return { server, createMany: webwork.timeEntries.createMany, webwork };
}

export async function collect(results) {
  const found = [];
  for await (const one of results) found.push(one);
  return found;
}
