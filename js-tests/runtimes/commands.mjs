// Runs the commands of an environment. They end with the test and send no telemetry.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const QUIET = {
  NEXT_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DENO_NO_UPDATE_CHECK: "1",
  DO_NOT_TRACK: "1",
  NO_UPDATE_NOTIFIER: "1",
  NO_COLOR: "1",
};

/** Resolves a command: its program is `node`, this one, or is in the packages, by name or by path. */
function prepare(modules, [program, ...args], variables) {
  const file =
    program === "node"
      ? process.execPath
      : join(modules, program.includes("/") ? program : `.bin/${program}`);
  const { NODE_ENV: _, NODE_TEST_CONTEXT: __, FORCE_COLOR: ___, ...own } = process.env;
  const path = [dirname(process.execPath), own.PATH].join(":");
  return { file, args, env: { ...own, ...QUIET, ...variables, PATH: path } };
}

/** Runs a command to its end. Rejects with its output if it fails. */
export async function execute(t, { modules, cwd, command, variables }) {
  const { file, args, env } = prepare(modules, command, variables);
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, {
      cwd,
      env,
      signal: t.signal,
      maxBuffer: 2 ** 26,
    });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${command.join(" ")}: ${error.message}\n${error.stdout}${error.stderr}`);
  }
}

/** Starts a command that keeps running until the test ends. */
export function start(t, { modules, cwd, command, variables }) {
  const { file, args, env } = prepare(modules, command, variables);
  return spawnGroup(t, file, args, { cwd, env });
}

/** Starts a program in a process group of its own, which is killed when the test ends. */
export function spawnGroup(t, file, args, options = {}) {
  const child = spawn(file, args, {
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text) => (printed += text));
  child.on("error", (error) => (printed += error.message));
  t.after(() => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has already ended.
    }
  });
  return {
    child,
    printed: () => printed,
    running: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
  };
}

/** Waits until something listens on a port. */
export async function listening(port, { running, printed }) {
  for (let tries = 0; tries < 600; tries++) {
    if (!running()) throw new Error(`the program ended before it listened:\n${printed()}`);
    const socket = connect(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(100);
  }
  throw new Error(`nothing listens on port ${port}:\n${printed()}`);
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
