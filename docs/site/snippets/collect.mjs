// Finds the code of the documents and of the doc comments.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf } from "../../../js-tests/support/markdown.mjs";
import { filesIn } from "../../../scripts/files.mjs";
import { root } from "../../../scripts/steps.mjs";

const read = (file) => readFileSync(join(root, file), "utf8");

/** The documents for users. Those for contributors have commands only. */
const documents = () => [
  "README.md",
  "SANDBOX.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** All blocks. `name` is the file that the first line of code names, as in `// hours.mjs`. */
export function blocks() {
  return documents().flatMap((document) =>
    blocksOf(read(document)).map((block) => ({
      document,
      ...block,
      name: /^\/\/ ([\w./()-]+\.\w+)\n/.exec(block.code)?.[1],
    })),
  );
}

/** The `@example`s of the package's sources. */
export function examples() {
  return filesIn("pkg/src")
    .filter((file) => file.endsWith(".ts"))
    .flatMap((document) => {
      const text = read(document);
      return [...text.matchAll(/^ *\* @example\n((?: *\* (?!@).*\n)+)/gm)].map(
        ({ 1: comment, index }) => ({
          document,
          heading: "@example",
          language: "ts",
          code: comment.replaceAll(/^ *\* ?/gm, ""),
          line: text.slice(0, index).split("\n").length + 1,
        }),
      );
    });
}
