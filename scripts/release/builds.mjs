// Reproducible builds: the same sources must give the same bytes wherever they are built.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../steps.mjs";

/** Clones HEAD into a folder and builds the package there from scratch. */
export async function buildClone(root, folder) {
  const steps = [
    ["git", ["clone", "--quiet", "--no-hardlinks", root, folder], {}],
    ["npm", ["run", "build", "--silent"], { cwd: folder, env: { CARGO_TARGET_DIR: undefined } }],
  ];
  for (const [program, args, options] of steps) {
    const { code, text } = await run(program, args, options);
    if (code !== 0) throw new Error(`"${program} ${args.join(" ")}" failed: ${text.trim()}`);
  }
}

/** The hashes of those files that exist, by path. */
export function hashes(folder, files) {
  const there = files.filter((file) => existsSync(join(folder, file)));
  return new Map(
    there.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex"),
    ]),
  );
}

/** The files that differ or exist only once. */
export function differences(one, other) {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort();
}
