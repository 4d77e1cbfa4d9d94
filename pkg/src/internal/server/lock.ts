// A lock file: one process at a time.

import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf, Failure } from "./failure.js";

interface Owner {
  pid: number;
  host: string;
  /** Tells a process from a later one with the same id; empty where the system does not tell. */
  started: string;
}

/**
 * Acquires a lock file. The lock of a process that has ended is taken over. Returns how to release
 * it. Throws a Failure where another process holds it.
 */
export function acquireLock(path: string): () => void {
  if (!create(path)) {
    takeOver(path);
  }
  return () => rmSync(path, { force: true });
}

/** Creates the lock file with its content in one step; whether it was not there before. */
function create(path: string): boolean {
  const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  const candidate = `${path}.${process.pid}`;
  try {
    writeFileSync(candidate, JSON.stringify(owner));
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(candidate, { force: true });
  }
}

/** Replaces the lock of a process that has ended. Only one process at a time may try. */
function takeOver(path: string): void {
  const guard = `${path}.takeover`;
  if (!create(guard)) {
    throw new Failure(
      `another process is taking over ${path}: try again; if no sandbox runs, remove ${guard}`,
    );
  }
  try {
    const owner = read(path);
    if (owner) refuseWhileAlive(owner, path);
    rmSync(path, { force: true });
    if (!create(path)) throw new Failure(`another process has just locked ${path}`);
  } finally {
    unlinkSync(guard);
  }
}

/** Who holds the lock; `undefined` where it is gone. */
function read(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { pid, host, started } = JSON.parse(text);
    if (Number.isSafeInteger(pid) && pid > 0)
      return { pid, host: `${host}`, started: `${started}` };
  } catch {
    // Not JSON: refused like all that is no lock.
  }
  throw new Failure(`${path} is not a lock of the sandbox: remove it if no sandbox uses the state`);
}

function refuseWhileAlive({ pid, host, started }: Owner, path: string): void {
  if (host !== hostname()) {
    throw new Failure(
      `the state is in use by process ${pid} on host ${host}; if that has ended, remove ${path}`,
    );
  }
  if (pid !== process.pid && isAlive(pid) && startOf(pid) === started) {
    throw new Failure(`the state is in use by process ${pid}; stop it first, or use another file`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user must not be signalled, but is there.
    return codeOf(error) === "EPERM";
  }
}

/** When a process started, as Linux tells it: ids are used again, also across boots. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${boot}/${fields[19]}`;
  } catch {
    return "";
  }
}
