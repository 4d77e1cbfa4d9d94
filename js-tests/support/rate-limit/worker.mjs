// A process that makes calls as fast as it may, until its parent ends it: node worker.mjs '{…}'.

import { WebWork } from "webwork-sdk";
import { redisStore } from "webwork-sdk/rate-limit-stores";
import { CLIENTS } from "./redis.mjs";

const { name, client, socket, url, requests, per } = JSON.parse(process.argv[2]);
const { eval: run, evalSha } = await CLIENTS[client](socket);
const store = redisStore({
  eval: run,
  evalSha,
  onLost: ({ cause }) => process.send({ lost: String(cause) }),
  onReturn: () => process.send({ returned: true }),
});
const webwork = new WebWork({
  token: `token-of-${name}`,
  baseUrl: url,
  timeout: 1_000,
  headers: { "x-holder": name },
  rateLimit: { requests, per, key: "user 1", store },
});
let stopped = false;
process.on("message", () => {
  stopped = true;
});
const call = () => webwork.request({ method: "GET", path: "/workspaces" });
// Several at once, so that there is always one that waits.
await Promise.all(
  Array.from({ length: 5 }, async () => {
    while (!stopped) {
      await call().catch((error) => process.send({ error: `${error.name}: ${error.message}` }));
    }
  }),
);
process.exit();
