import { Octokit } from "@octokit/core";

export const name = "octokit core";

export function open(options) {
  return openAs(Octokit, options);
}

export function openAs(Class, { baseUrl, token, fetch, throttle }) {
  const quiet = () => {};
  const client = new Class({
    baseUrl,
    auth: token,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...(fetch && { request: { fetch } }),
    throttle,
  });
  return {
    client,
    list: async (params, { signal } = {}) =>
      (
        await client.request("GET /time-entries", {
          ...params,
          ...(signal && { request: { fetch, signal } }),
        })
      ).data,
    create: async (entry, { signal } = {}) =>
      (
        await client.request("POST /time-entries", {
          ...entry,
          ...(signal && { request: { fetch, signal } }),
        })
      ).data,
  };
}
