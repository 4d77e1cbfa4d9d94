// The code of the docs, as files that can be imported.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = process.env.WEBWORK_ROOT ?? fileURLToPath(new URL("../..", import.meta.url));

/** The code blocks of a file in docs/ that begin with a comment such as `// name.mjs`, by name. */
export function codeOf(document) {
  const text = readFileSync(join(root, "docs", document), "utf8");
  const blocks = text.matchAll(/```js\n\/\/ ([\w.-]+\.mjs)\n([\s\S]*?)```/g);
  return Object.fromEntries([...blocks].map(([, name, code]) => [name, code]));
}

/**
 * Writes the code blocks of a file in docs/ into a folder of their own. Resolves names to URLs that
 * import them anew each time.
 */
export function recipesOf(t, document) {
  const folder = mkdtempSync(join(process.cwd(), "recipes-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const code = codeOf(document);
  const names = Object.keys(code);
  for (const name of names) writeFileSync(join(folder, name), code[name]);
  let imports = 0;
  return {
    folder,
    names,
    /** Puts something else in the place of what a test cannot have. */
    replace(name, what, other) {
      const code = readFileSync(join(folder, name), "utf8");
      if (!code.includes(what)) throw new Error(`${name} has no ${what}`);
      writeFileSync(join(folder, name), code.replace(what, other));
    },
    load(name) {
      if (!names.includes(name)) throw new Error(`docs/${document} has no ${name}`);
      return import(`${pathToFileURL(join(folder, name))}?${++imports}`);
    },
  };
}
