// The dashboard as it is deployed: Vite's production build, served as files, with a WebWork behind
// `/api/v2` that the test controls.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DEFAULTS = { VITE_WEBWORK_BASE_URL: "/api/v2" };
/** Folders by the variables that they were built with. */
const builds = new Map();

/** Builds the app, once for all tests of a process that use the same variables. */
async function buildApp(variables) {
  const key = JSON.stringify(variables);
  if (!builds.has(key)) {
    const outDir = mkdtempSync(join(tmpdir(), "webwork-web-"));
    process.on("exit", () => rmSync(outDir, { recursive: true, force: true }));
    Object.assign(process.env, variables);
    await build({ root, logLevel: "warn", build: { outDir } });
    for (const name of Object.keys(variables)) delete process.env[name];
    builds.set(key, outDir);
  }
  return builds.get(key);
}

/**
 * Serves the app until the test ends. `sandbox`: what is behind `/api/v2` and `/oauth`; `variables`:
 * those of the build.
 */
export async function startSite(t, sandbox, variables = {}) {
  const serve = sirv(await buildApp({ ...DEFAULTS, ...variables }), { single: true });
  const site = { url: "", isDown: false };
  const server = createServer(async (request, response) => {
    if (!/^\/(api\/v2|oauth)\//.test(request.url)) return serve(request, response);
    if (site.isDown) return request.socket.destroy();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await forward(sandbox, request, Buffer.concat(chunks), response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  site.url = `http://127.0.0.1:${server.address().port}/`;
  return site;
}

/** Passes a request on to the sandbox. Where the sandbox breaks the connection, so does this. */
async function forward(sandbox, { method, url, headers }, body, response) {
  const kept = ["authorization", "content-type", "accept"].filter((name) => headers[name]);
  try {
    const answer = await sandbox.fetch(`http://127.0.0.1${url}`, {
      method,
      redirect: "manual",
      headers: Object.fromEntries(kept.map((name) => [name, headers[name]])),
      ...(body.length > 0 && { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  } catch {
    if (response.headersSent) response.socket.end();
    else response.destroy();
  }
}
