// Writes the code of a document into a folder: a named block under its name, so that others can import it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../../scripts/steps.mjs";
import { home } from "../home.mjs";

/** The names that each entry of the package exports by name. */
const pkg = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
const exported = Object.entries(pkg.exports)
  .filter(([path, { types }]) => types && path !== "./slim")
  .map(([path, { types }]) => {
    const file = path === "." ? "./dist/types/internal/exports.d.ts" : types;
    const text = readFileSync(join(root, "pkg", file), "utf8");
    const names = [...text.matchAll(/^export (?:declare )?(?:class|function|const) (\w+)/gm)];
    const lists = [...text.matchAll(/^export (?:type )?\{([^}]+)\}/gm)].flatMap(([, list]) =>
      list.split(",").map((one) => [one, /(\w+)\s*$/.exec(one)?.[1]]),
    );
    return [
      path.replace(".", pkg.name),
      [...names, ...lists].map(([, name]) => name).filter((name) => name !== undefined),
    ];
  });

export const CODE = ["ts", "tsx", "js", "jsx"];
export const folder = join(home, "snippets");

/** Writes all blocks of code. Returns them with the `file` that each is in. */
export function writeBlocks(blocks) {
  rmSync(folder, { recursive: true, force: true });
  return blocks
    .filter(({ language }) => CODE.includes(language))
    .map((block) => {
      const place = block.document.replaceAll(/[^\w-]+/g, "-");
      const name = block.name ?? `line-${block.line}.${block.language}`;
      const file = join(folder, place, name);
      mkdirSync(dirname(file), { recursive: true });
      // A block is a module of its own, also where it imports and exports nothing.
      writeFileSync(file, `${importsFor(block)}${block.code}\nexport {};\n`);
      return { ...block, file };
    });
}

/** Imports what an example uses: doc comments leave that out. */
function importsFor({ heading, code }) {
  if (heading !== "@example") return "";
  const imports = exported.map(([entry, names]) => [
    entry,
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(code)),
  ]);
  return imports
    .filter(([, names]) => names.length > 0)
    .map(([entry, names]) => `import { ${names.join(", ")} } from "${entry}";\n`)
    .join("");
}
