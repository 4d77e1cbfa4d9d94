import { APIResponseError, Client } from "@notionhq/client";

export const name = "notion";
export const takesSignal = false;
export const hasDeadline = false;
export const ErrorClass = APIResponseError;

export function open({ baseUrl, token, fetch, timeout }) {
  const client = new Client({
    auth: token,
    baseUrl: new URL(baseUrl).origin,
    logger: () => {},
    ...(fetch && { fetch }),
    ...(timeout && { timeoutMs: timeout }),
  });
  return {
    client,
    list: (query) => client.request({ path: "time-entries", method: "get", query }),
    create: (body) => client.request({ path: "time-entries", method: "post", body }),
  };
}
