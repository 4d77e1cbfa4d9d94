// The calls of every client, measured wherever this runs: in Node, and bundled in a browser.

import * as anthropic from "../clients/anthropic.mjs";
import * as axios from "../clients/axios.mjs";
import * as ky from "../clients/ky.mjs";
import * as notion from "../clients/notion.mjs";
import * as octokit from "../clients/octokit.mjs";
import * as octokitCore from "../clients/octokit-core.mjs";
import * as openai from "../clients/openai.mjs";
import * as openapiFetch from "../clients/openapi-fetch.mjs";
import * as raw from "../clients/raw.mjs";
import * as stripe from "../clients/stripe.mjs";
import * as webwork from "../clients/webwork.mjs";
import * as webworkReport from "../clients/webwork-report.mjs";
import * as zod from "../clients/zod.mjs";
import { compare } from "../harness.mjs";
import { page, QUERY, stub } from "../responses.mjs";

/** All that run in browsers too. */
export const clients = [
  raw,
  webwork,
  webworkReport,
  openapiFetch,
  zod,
  ky,
  stripe,
  openai,
  anthropic,
  notion,
  axios,
  octokitCore,
  octokit,
];

/** With a stub for fetch, and with a server that has so many items under a base URL. */
export async function measureCalls(clients, baseUrlOf) {
  const results = {};
  for (const [where, items] of [
    ["stub", 20],
    ["stub", 100],
    ["loopback", 20],
    ["loopback", 100],
  ]) {
    const isStub = where === "stub";
    const fetch = isStub ? stub(page(items)) : globalThis.fetch.bind(globalThis);
    const ways = {};
    for (const { name, open } of clients) {
      const { list } = open({
        baseUrl: baseUrlOf(items),
        token: "bench-token",
        fetch,
        rateLimit: false,
      });
      ways[name] = () => list(QUERY);
    }
    results[`${where} ${items}`] = await compare(ways, { rounds: isStub ? 40 : 30 });
  }
  return results;
}

globalThis.measureCalls = (baseUrlOf) => measureCalls(clients, baseUrlOf);
