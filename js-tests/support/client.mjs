// A client for a test, and the smallest parameters and responses for it.

import { WebWork } from "webwork-sdk";

export const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
export const entry = { ...day, start_time: "09:00", end_time: "10:00" };
export const good = { success: true, data: [], meta: {} };

export const never = () => new Promise(() => {});

/** The number of the page that a URL asks for. */
export const pageOf = (url) => Number(new URL(url).searchParams.get("page") ?? 1);

let clients = 0;

/** A client with a token of its own, so that no two share a rate limit. */
export function client(options = {}) {
  return new WebWork({
    token: `test-token-${++clients}`,
    baseUrl: "https://h",
    fetch: async () => Response.json(good),
    ...options,
  });
}
