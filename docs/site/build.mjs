// Builds the site: the documents and the API reference as Markdown, then HTML with one search over
// both, and the same pages as text.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, step } from "../../scripts/steps.mjs";
import { bin, here, home } from "./home.mjs";
import { FOLDERS, GUIDES } from "./navigation.mjs";
import { copyPages, documentNames, titleOf } from "./pages.mjs";
import { referenceOf } from "./reference.mjs";
import { writeTexts } from "./texts.mjs";

const pkg = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));

export async function build() {
  for (const name of ["pages", "types", "entries", "site", ".vitepress"])
    rmSync(join(home, name), { recursive: true, force: true });
  cpSync(join(here, "vitepress"), join(home, ".vitepress"), { recursive: true });
  for (const name of ["typedoc.config.mjs", "categories.mjs"])
    cpSync(join(here, name), join(home, name));
  copyTypes();
  writeEntries();
  await step("API reference: TypeDoc", process.execPath, [bin("typedoc")], { cwd: home });
  const pages = copyPages();
  const { sidebar, names } = referenceOf(JSON.parse(read("navigation.json")));
  write("site.json", {
    version: pkg.version,
    // Two, so that a guide does not carry the names of 200 pages.
    sidebar: { "/": guides(pages), "/reference/": sidebar },
    names: { ...names, ...documentNames() },
  });
  await step("Site: VitePress", process.execPath, [bin("vitepress"), "build"], { cwd: home });
  writeTexts(pages);
  return join(home, "site");
}

/** The published declarations. TypeDoc drops the types of `@throws {Type}` unless they are links. */
function copyTypes() {
  const from = join(root, "pkg/dist/types");
  for (const name of readdirSync(from, { recursive: true }).filter((name) =>
    name.endsWith(".ts"),
  )) {
    const text = readFileSync(join(from, name), "utf8");
    mkdirSync(dirname(join(home, "types", name)), { recursive: true });
    writeFileSync(
      join(home, "types", name),
      text.replaceAll(/@throws \{(\w+)\}/g, "@throws {@link webwork-sdk!$1 | $1}"),
    );
  }
}

/**
 * One module for each entry of the package that has types, for TypeDoc to start from. It is named as
 * users import it, and described by the first comment of its source.
 */
function writeEntries() {
  mkdirSync(join(home, "entries"));
  for (const [path, { types }] of Object.entries(pkg.exports)) {
    if (!types) continue;
    const name = path.replace(".", pkg.name);
    const entry = types.match(/([\w-]+)\.d\.ts$/)[1];
    const source = readFileSync(join(root, `pkg/src/${entry}.ts`), "utf8");
    const [comment] = source.match(/^(\/\/ .*\n)+/) ?? [];
    if (!comment) throw new Error(`pkg/src/${entry}.ts has no comment at its top`);
    const about = comment.replaceAll(/^\/\/ /gm, "").trim();
    const from = `../types/${entry}.js`;
    const text = `/**\n * ${about.replaceAll("\n", "\n * ")}\n * @module ${name}\n */\nexport * from "${from}";\n`;
    writeFileSync(join(home, "entries", `${entry}.ts`), text);
  }
  const { compilerOptions } = JSON.parse(
    readFileSync(join(root, "pkg/tsconfig.json"), "utf8").replaceAll(/^\s*\/\/.*$/gm, ""),
  );
  const { target, module, moduleResolution, lib, types, strict } = compilerOptions;
  const options = { target, module, moduleResolution, lib, types, strict, noEmit: true };
  write("tsconfig.json", { compilerOptions: options, include: ["entries"] });
}

/** The sidebar of the guides. A group that collapses has a link: it would be two buttons in one else. */
function guides(pages) {
  const link = (page) => {
    if (page === "index") return { text: "Overview", link: "/" };
    return { text: titleOf(pages.get(`${page}.md`)), link: `/${page}` };
  };
  const listed = GUIDES.map(({ text, collapsed, pages: names }) => ({
    text,
    ...(collapsed && { collapsed, link: `/${names[0]}` }),
    items: names.filter((name) => pages.has(`${name}.md`)).map(link),
  }));
  const folders = FOLDERS.map(({ text, folder }) => {
    const items = readdirSync(join(home, "pages", folder))
      .map((name) => `${folder}/${name.replace(".md", "")}`)
      .map(link);
    return { text, collapsed: true, link: items[0].link, items };
  });
  return [...listed, ...folders];
}

const read = (name) => readFileSync(join(home, name), "utf8");
const write = (name, value) => writeFileSync(join(home, name), JSON.stringify(value, null, 2));
