import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { RequestError } from "@octokit/request-error";
import { openAs } from "./octokit-core.mjs";

export const name = "octokit + throttling + retry";
export const takesSignal = true;
export const hasDeadline = false;
export const ErrorClass = RequestError;

// In this order: the other way round, retry takes a 429 before throttling sees its Retry-After.
const Full = Octokit.plugin(throttling, retry, paginateRest);
let opened = 0;

export function open({ baseUrl, token, fetch }) {
  const again = (_retryAfter, _options, _octokit, count) => count < 2;
  // Its queue is one per id in the whole process: clients under other faults must not wait for each other.
  return openAs(Full, {
    baseUrl,
    token,
    fetch,
    throttle: { id: `bench ${++opened}`, onRateLimit: again, onSecondaryRateLimit: again },
  });
}
