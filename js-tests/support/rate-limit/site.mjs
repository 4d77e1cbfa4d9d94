// A site whose tabs and service worker share a rate limit through IndexedDB.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../server.mjs";

/** A module that makes calls as fast as it may; `name` is a parameter of its URL. */
const app = (options, sdk = "/sdk") => `
import { WebWork } from "${sdk}/index.js";
import { browserStore } from "${sdk}/rate-limit-stores.js";
const { api, requests, per } = ${JSON.stringify(options)};
const name = globalThis.holderName ?? new URL(import.meta.url).searchParams.get("name");
globalThis.events = [];
const store = browserStore({
  onLost: ({ cause }) => globalThis.events.push("lost: " + cause),
  onReturn: () => globalThis.events.push("returned"),
});
const webwork = new WebWork({
  token: "token",
  baseUrl: api,
  timeout: 1000,
  rateLimit: { requests, per, key: "user 1", store },
});
globalThis.webwork = webwork;
let running = false;
globalThis.go = (callers = 5) => {
  running = true;
  for (let caller = 0; caller < callers; caller++) void work();
};
globalThis.halt = () => {
  running = false;
};
async function work() {
  while (running) {
    await webwork
      .request({ method: "GET", path: "/holders/" + name })
      .catch((error) => globalThis.events.push(String(error)));
  }
}
globalThis.ready = true;
`;

const WORKER = `
import "/app.js?name=worker";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
// Events keep it alive.
self.addEventListener("message", ({ data }) => (data === "go" ? globalThis.go() : globalThis.halt()));
`;

/** Workers of a page: each message is a call, and the reply is the state of the limit after it. */
const DEDICATED = `
import "/app.js?name=dedicated";
const call = () => globalThis.webwork.request({ method: "GET", path: "/x" });
self.onmessage = async () => { await call(); self.postMessage(globalThis.webwork.rateLimit); };
self.postMessage("ready");
`;
const SHARED = `
const loaded = import("/app.js?name=shared");
self.onconnect = ({ ports: [port] }) => {
  port.onmessage = async () => {
    await loaded;
    await globalThis.webwork.request({ method: "GET", path: "/x" });
    port.postMessage(globalThis.webwork.rateLimit);
  };
};
`;

/** `options`: the API and its limit. The code of an extension imports the package from `sdk`. */
export const codeOf = app;

export async function startSite(t, options) {
  const files = {
    "/": ["text/html", "<!doctype html><meta charset=utf-8><title>A tab</title>"],
    "/app.js": ["text/javascript", app(options)],
    "/worker.js": ["text/javascript", WORKER],
    "/dedicated.js": ["text/javascript", DEDICATED],
    "/shared.js": ["text/javascript", SHARED],
  };
  return serve(t, (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const [type, content] = pathname.startsWith("/sdk/")
      ? [
          "text/javascript",
          readFileSync(join(process.cwd(), "node_modules/webwork-sdk/dist", pathname.slice(5))),
        ]
      : (files[pathname] ?? []);
    if (content === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type }).end(content);
  });
}
