// Type-checks the snippets: TypeScript under strict settings, JavaScript as an editor does.

import { cpSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-api";
import { here } from "../home.mjs";
import { folder } from "./files.mjs";

const COMMON = {
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  allowJs: true,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.disposable.d.ts"],
  types: ["node"],
};
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

/** What the compiler says, as `file:line message`. */
export function typeProblems(files) {
  const globals = join(folder, "globals.d.ts");
  cpSync(join(here, "snippets/globals.d.ts"), globals);
  const isTyped = (file) => /\.m?tsx?$/.test(file);
  return [
    ...check([globals, ...files.filter(isTyped)], { ...COMMON, ...STRICT }),
    ...check([globals, ...files.filter((file) => !isTyped(file))], { ...COMMON, checkJs: true }),
  ];
}

function check(files, options) {
  const program = ts.createProgram(files, options);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file || files.includes(file.fileName))
    .map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const message = ts.flattenDiagnosticMessageText(messageText, "\n");
      return `${file?.fileName.slice(folder.length + 1)}:${line} ${message}`;
    });
}
