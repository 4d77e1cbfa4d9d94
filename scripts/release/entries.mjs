// The entries of the package, and the package that only has its command.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../steps.mjs";

/** Which files the package `webwork-sandbox` has. */
export const ALIAS_FILES = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "cli.js", "package.json"];

/** The scripts that `exports` offers to everybody, by entry. */
export function scriptsOf({ exports }) {
  return Object.entries(exports)
    .map(([entry, target]) => [entry, typeof target === "string" ? target : target.default])
    .filter(([, file]) => file.endsWith(".js"));
}

/** What is wrong with the entries of an unpacked package: each must import, and export something. */
export async function entryProblems(folder, manifest) {
  const problems = await Promise.all(
    scriptsOf(manifest).map(async ([entry, file]) => {
      try {
        const module = await import(pathToFileURL(join(folder, file)));
        return Object.keys(module).length > 0 ? [] : [`${entry} exports nothing`];
      } catch (error) {
        return [`${entry} cannot be imported: ${error.message}`];
      }
    }),
  );
  return problems.flat();
}

/** What is wrong with the unpacked package `webwork-sandbox`, whose dependency is beside it. */
export async function aliasProblems({ folder, files, version }) {
  const { code, text } = await run(process.execPath, [join(folder, "cli.js"), "--version"]);
  return [
    ...(files.toSorted().join() === ALIAS_FILES.join()
      ? []
      : [`it has ${files.join(", ")}, not ${ALIAS_FILES.join(", ")}`]),
    ...(code === 0 && text.trim() === version
      ? []
      : [`its command prints ${text.trim()}, not ${version}`]),
  ];
}
