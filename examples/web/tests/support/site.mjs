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
let built;

/** Builds the app, once for all tests of a process. */
function buildApp() {
  built ??= (async () => {
    const outDir = mkdtempSync(join(tmpdir(), "webwork-web-"));
    process.on("exit", () => rmSync(outDir, { recursive: true, force: true }));
    process.env.VITE_WEBWORK_BASE_URL = "/api/v2";
    await build({ root, logLevel: "warn", build: { outDir } });
    return outDir;
  })();
  return built;
}

/** Serves the app until the test ends. `sandbox`: what is behind `/api/v2`. */
export async function startSite(t, sandbox) {
  const serve = sirv(await buildApp(), { single: true });
  const site = { url: "", isDown: false };
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith("/api/v2/")) return serve(request, response);
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
