// OAuth tokens in a file that only its owner can read. It is replaced as a whole: a reader sees the old
// tokens or the new ones, also after a crash.

import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Lock, TokenSet, TokenStore } from "webwork-sdk/oauth";

export function fileStore(path: string): TokenStore {
  return {
    async load(): Promise<TokenSet | null> {
      try {
        return JSON.parse(await readFile(path, "utf8"));
      } catch (error) {
        if (codeOf(error) === "ENOENT") return null;
        // The message of a JSON error quotes the file.
        throw new Error(`${path} cannot be read: ${codeOf(error) ?? "it is not JSON"}`);
      }
    },
    async save(tokens) {
      if (tokens === null) return rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}`;
      // What a killed process left behind may have any mode.
      await rm(temporary, { force: true });
      const file = await open(temporary, "wx", 0o600);
      try {
        await file.writeFile(JSON.stringify(tokens));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    },
  };
}

/** Keeps two runs of the program from refreshing at once. Survives a run that was killed. */
export function fileLock(path: string): Lock {
  const file = `${path}.lock`;
  return async (_, run) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    for (let tries = 0; !(await take(file)); tries++) {
      if (tries > 300) throw new Error(`${file} is held by another process`);
      await pause(50);
    }
    try {
      await run();
    } finally {
      await rm(file, { force: true });
    }
  };
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const holder = Number(await readFile(file, "utf8").catch(() => ""));
  // Under another name, so that only one of us takes it away.
  if (holder > 0 && !isAlive(holder)) await rename(file, `${file}.${holder}`).catch(() => {});
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
