// Examples as processes, against the sandbox's server.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { WebWork } from "webwork-sdk";
import { control, start } from "../../../js-tests/support/sandbox-server.mjs";

export { folder } from "../../../js-tests/support/sandbox-server.mjs";

export const examples = join(import.meta.dirname, "..");

/** A company on a server; its clock stands still, so that there is no rate limit. */
export const serve = (t, args = []) =>
  start(t, ["--quiet", "--seed", "1", "--now", "2026-02-02T09:00:00Z", ...args]);

export const fault = (server, rule) => control(server, "POST", "/faults", rule);
export const requestsOf = (server) => control(server, "GET", "/requests");

/** What a process needs to talk to the server. */
export const environment = (server, token = "sandbox-owner") => ({
  WEBWORK_BASE_URL: server.base,
  WEBWORK_TOKEN: token,
});

/** A client of the same server. */
export const client = (server, token = "sandbox-owner") =>
  new WebWork({ token, baseUrl: server.base, workspaceId: 1, rateLimit: false });

/** Starts an example. `ended` resolves to `{ code, signal, out, err }`. */
export function launch(t, name, args = [], { env = {}, cwd } = {}) {
  const { NODE_TEST_CONTEXT: _, WEBWORK_TOKEN: __, WEBWORK_BASE_URL: ___, ...own } = process.env;
  const child = spawn(process.execPath, [join(examples, `${name}.ts`), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...own, NO_COLOR: "1", ...env },
    cwd,
  });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, out, err }));
  return { child, ended, out: () => out, err: () => err };
}

/** Runs an example to its end. */
export const run = (t, name, args, options) => launch(t, name, args, options).ended;

/** Waits until `check` returns something, or the process ends. Undefined if it ended first. */
export async function until({ ended }, check) {
  let over = false;
  ended.then(() => (over = true));
  for (let tries = 0; tries < 20_000 && !over; tries++) {
    const found = check();
    if (found) return found;
    await pause(2);
  }
  return over ? undefined : Promise.reject(new Error("it takes too long"));
}

export const sizeOf = (path) => (existsSync(path) ? statSync(path).size : 0);
export const linesOf = (path) =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean).length : 0;
