// Writes the code of a document into a folder: a named block under its name, so that others can import it.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { home } from "../home.mjs";

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

/** Doc comments leave out what every example needs. */
function importsFor({ heading, code }) {
  if (heading !== "@example") return "";
  const wanted = (names) =>
    names.filter((name) => new RegExp(`\\b${name.replace("type ", "")}\\b`).test(code));
  return [
    ["webwork-sdk", wanted(["WebWork", "WebWorkError", "type AnyWebWorkError"])],
    ["webwork-sdk/sandbox", wanted(["Sandbox"])],
  ]
    .filter(([, names]) => names.length > 0)
    .map(([entry, names]) => `import { ${names.join(", ")} } from "${entry}";\n`)
    .join("");
}
