// A site on the loopback interface: the package's files, a page with a session, the model of an
// authorization server, and an API that takes its tokens.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { ModelServer } from "./server.mjs";

const PAGE = "<!doctype html><meta charset=utf-8><title>An app</title>";

/** What a page runs: a session on localStorage, and functions for the test to call. */
export const APP = `
import { localStorageStore, OAuth } from "/sdk/oauth.js";
const oauth = new OAuth({ clientId: "app", tokenUrl: "/oauth/token" });
const session = oauth.session(localStorageStore("tokens"));
window.ends = [];
session.onEnd(({ reason }) => window.ends.push(reason));
window.session = session;
window.token = (rejected) =>
  session.token({ rejected }).catch((error) => error.name + ": " + error.message);
window.signOut = () => session.signOut();
`;

/** Starts the site; it ends with the test. `pages`: path → HTML or JavaScript. */
export async function startSite(t, pages = {}) {
  const model = new ModelServer(Date.now);
  const site = {
    model,
    /** What was posted to /report. */
    reports: [],
    tokenRequests: 0,
    /** Awaited before the token endpoint looks at a request, or before it responds. */
    beforeToken: async () => {},
    beforeResponse: async () => {},
  };
  const files = {
    "/": `${PAGE}<script type=module src=/app.js></script>`,
    "/other": `${PAGE}Another page`,
    "/app.js": APP,
    ...pages,
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (pathname === "/oauth/token") {
      site.tokenRequests++;
      await site.beforeToken();
      const [status, tokens] = model.token(new URLSearchParams(body));
      await site.beforeResponse();
      response.writeHead(status, { "content-type": "application/json" });
      return response.end(JSON.stringify(tokens));
    }
    if (pathname === "/report") {
      site.reports.push(JSON.parse(body));
      return response.end();
    }
    const content = pathname.startsWith("/sdk/") ? sdkFile(basename(pathname)) : files[pathname];
    if (content === undefined) return response.writeHead(404).end();
    const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(200, { "content-type": type }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(site, { url: `http://127.0.0.1:${server.address().port}` });
}

function sdkFile(name) {
  return readFileSync(join(process.cwd(), "node_modules/webwork-sdk/dist", name));
}

/** A promise that the test keeps, for the site to wait for. */
export function gate() {
  const gate = {};
  gate.open = new Promise((resolve) => {
    gate.release = resolve;
  });
  return gate;
}

/** Waits until something holds, 20 s at most. */
export async function until(holds, what) {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it did not come to this: ${what}`);
}
