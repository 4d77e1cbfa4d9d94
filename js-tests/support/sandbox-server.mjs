// The command webwork-sandbox as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const manifest = fileURLToPath(import.meta.resolve("webwork-sdk/package.json"));
export const CLI = join(dirname(manifest), "dist/sandbox-cli.js");
/** Stands still, so that there is no rate limit. */
export const NOW = "2026-01-29T12:00:00Z";

/** A folder for one test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "webwork-sandbox-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs the command. `ended` resolves to how it ended, `url` to where it listens. */
export function launch(t, args, { env = {} } = {}) {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, out, err }));
  const url = new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
      const found = /^Listening on (\S+)$/m.exec(out);
      if (found) resolve(found[1]);
    });
    ended.then(({ code }) => reject(new Error(`it ended with ${code} before it listened: ${err}`)));
  });
  url.catch(() => {});
  return { child, url, ended, out: () => out, err: () => err };
}

/** Starts a server on a free port, and waits for it. */
export async function start(t, args = ["--now", NOW]) {
  const server = launch(t, ["--port", "0", ...args]);
  const url = await server.url;
  const end = (signal) => {
    server.child.kill(signal);
    return server.ended;
  };
  return { ...server, url, base: `${url}/api/v2`, end, stop: () => end("SIGTERM") };
}

/** Sends a request to the API as the owner, or with the token that is given. */
export function call(server, method, path, { body, token = "sandbox-owner", ...options } = {}) {
  return fetch(`${server.base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...options,
  });
}

/** Sends a request to a control endpoint. Returns the body. */
export async function control(server, method, path, body) {
  const response = await fetch(`${server.url}/__sandbox${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Sends a request with headers that `fetch` does not let through. Returns status, headers and body. */
export async function raw(url, { method = "GET", headers = {}, body, path } = {}) {
  const { hostname, port, pathname, search } = new URL(url);
  const target = { host: hostname, port, path: path ?? pathname + search, method, headers };
  const request = httpRequest({ ...target, agent: false });
  request.end(body);
  const [response] = await once(request, "response");
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return { status: response.statusCode, headers: response.headers, text };
}

/** Creates a project. */
export const createProject = (server, name, options) =>
  call(server, "POST", "/projects?workspace_id=1", { body: { name }, ...options });

/** The names of all projects. */
export async function projectNames(server, options) {
  const names = [];
  for (let page = 1, last = 1; page <= last; page++) {
    const path = `/projects?workspace_id=1&per_page=100&page=${page}`;
    const { data, meta } = await (await call(server, "GET", path, options)).json();
    names.push(...data.map(({ name }) => name));
    last = meta.pagination.last_page;
  }
  return names;
}
