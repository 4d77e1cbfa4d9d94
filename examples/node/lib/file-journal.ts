// A journal of `timeEntries.createMany` in a file: what makes an import safe against the end of the process.

import { type FileHandle, open, readFile } from "node:fs/promises";
import type { Journal } from "webwork-sdk";

export function fileJournal(path: string): Journal & { close(): Promise<void> } {
  let file: FileHandle | undefined;
  return {
    async load() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return text.split("\n").filter((line) => line !== "");
    },
    async append(record) {
      // Only its owner may read it: the notes of the entries are in it.
      file ??= await open(path, "a", 0o600);
      // The line break comes first: what a crash has torn before it stays a line of its own.
      await file.appendFile(`\n${record}`);
      await file.sync();
    },
    async close() {
      await file?.close();
    },
  };
}
