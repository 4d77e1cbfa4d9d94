import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./steps.mjs";

const GENERATED = ["node_modules", "dist", "target"];

/** The files of a folder of the project, at any depth, as paths from the project's root. */
export function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && !GENERATED.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    })
    .sort();
}
