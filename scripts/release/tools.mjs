// Programs that only a release needs, in the versions that it was tried with.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../steps.mjs";

const VERSIONS = { "cargo-deny": "0.20.2", "cargo-cyclonedx": "0.5.9" };

/** The path of a cargo subcommand's program, which is compiled where it is missing. */
export async function cargoTool(name) {
  const folder = join(root, "target/tools", `${name}-${VERSIONS[name]}`);
  const program = join(folder, "bin", name);
  if (existsSync(program)) return program;
  console.log(`Compiling ${name} …`);
  const what = `${name}@${VERSIONS[name]}`;
  const { code, text } = await run("cargo", ["install", "--locked", "--root", folder, what]);
  if (code !== 0)
    throw new Error(`${what} could not be installed: ${text.trim().split("\n").at(-1)}`);
  return program;
}
