// Running an environment's own commands: none outlives its test, and none talks home.

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

/** A command of a folder: a program out of its packages, by name or by path. `node` is the one that runs this. */
function prepare(modules, [program, ...args], variables) {
  const file =
    program === "node"
      ? process.execPath
      : join(modules, program.includes("/") ? program : `.bin/${program}`);
  const { NODE_ENV: _, NODE_TEST_CONTEXT: __, FORCE_COLOR: ___, ...own } = process.env;
  const path = [dirname(process.execPath), own.PATH].join(":");
  return { file, args, env: { ...own, ...QUIET, ...variables, PATH: path } };
}

/** Runs a command to its end. It rejects with all that was printed where that is not a success. */
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

/** Starts a program with all that it starts in turn; everything ends with the test. */
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
      // It ended by itself.
    }
  });
  return {
    child,
    printed: () => printed,
    running: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
  };
}

/** Waits until something listens at a port. */
export async function listening(port, { running, printed }) {
  for (let tries = 0; tries < 600; tries++) {
    if (!running()) throw new Error(`it ended before it listened:\n${printed()}`);
    const socket = connect(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(100);
  }
  throw new Error(`nothing listens at port ${port}:\n${printed()}`);
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
