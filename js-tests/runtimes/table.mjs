// Prints the table of results and writes it to docs/runtimes.md.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { markdownTable } from "markdown-table";
import { root } from "../../scripts/steps.mjs";

const FILE = join(root, "docs/runtimes.md");
const HEAD = ["Environment", "Version", "How the wasm loads", "Result"];

/** Prints the rows of this run. */
export function printTable(rows) {
  const lines = rows.map((row) => [...cells(row), row.seconds.toFixed(1)]);
  console.log(
    `\n${markdownTable([[...HEAD, "Seconds"], ...lines], { align: ["", "", "", "", "r"] })}\n`,
  );
}

/** Writes the rows to the file in the order of `titles`. Rows of environments that did not run stay. */
export function keepTable(rows, titles) {
  const kept = new Map([...readKept(), ...rows.map((row) => [row.title, cells(row)])]);
  const lines = titles.filter((title) => kept.has(title)).map((title) => kept.get(title));
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text(markdownTable([HEAD, ...lines])));
}

function cells({ title, version, loads, promise, passed }) {
  return [title, version, loads, passed ? promise : "**fails**"];
}

function readKept() {
  if (!existsSync(FILE)) return [];
  const lines = readFileSync(FILE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2);
  return lines
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map((row) => [row[0], row]);
}

const text = (table) => `# Where it runs

\`npm run test:runtimes\` writes this file. Each row is a new app with the packed package and two lines of user code, in the
default configuration of the environment. The app calls a server on the same machine and must return the data of that server.
Where an environment forbids WebAssembly or lacks what the package needs, the call must fail with an \`InternalError\` that
says what to do.

\`\`\`js
import { WebWork } from "webwork-sdk";
const page = await new WebWork({ token, workspaceId: 1 }).timeEntries.list({
  user_id: 100,
  date: "2026-01-28",
});
\`\`\`

${table}
`;
