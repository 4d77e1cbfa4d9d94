// The documents as pages of the site: copied to where the site has them, with their links changed
// accordingly. A link to a file that is no page, or a document without a place, is an error.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { home } from "./home.mjs";
import { FOLDERS, GUIDES, MOVED } from "./navigation.mjs";

/** The page of each document. */
function pagesByDocument() {
  const documents = readdirSync(join(root, "docs"), { recursive: true })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => join("docs", name));
  return new Map(
    [...new Set([...documents, ...Object.keys(MOVED)])].map((document) => [
      document,
      MOVED[document] ?? relative("docs", document),
    ]),
  );
}

/** The pages of documents by their paths: a path in backticks becomes a link. */
export function documentNames() {
  const pages = [...pagesByDocument()].filter(([, page]) => page !== "index.md");
  return Object.fromEntries(
    pages.map(([document, page]) => [document, `/${page.replace(".md", "")}`]),
  );
}

/** Copies the documents. Returns their text by page, such as `errors.md`. */
export function copyPages() {
  const pageOf = pagesByDocument();
  checkNavigation([...pageOf.values()]);
  const pages = new Map();
  for (const [document, page] of pageOf) {
    const text = changeLinks(readFileSync(join(root, document), "utf8"), document, pageOf);
    const file = join(home, "pages", page);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    pages.set(page, text);
  }
  return pages;
}

/** The first heading. */
export const titleOf = (text) => /^# (.+)$/m.exec(text)?.[1].replaceAll("`", "");

function checkNavigation(pages) {
  const listed = GUIDES.flatMap(({ pages }) => pages);
  const folders = FOLDERS.map(({ folder }) => `${folder}/`);
  const missing = pages
    .filter((page) => !folders.some((folder) => page.startsWith(folder)))
    .filter((page) => !listed.includes(page.replace(".md", "")));
  if (missing.length > 0) throw new Error(`not in docs/site/navigation.mjs: ${missing.join(", ")}`);
}

/** Links between documents become links between pages. Code is left alone. */
function changeLinks(text, document, pageOf) {
  const parts = text.split(/(^ *```[\s\S]*?^ *```$|`[^`\n]+`(?!\]))/m);
  const changed = parts.map((part, index) =>
    index % 2 === 1
      ? part
      : part.replaceAll(/\]\(([^)\s#]+)(#[^)\s]*)?\)/g, (link, target, anchor = "") => {
          if (/^\w+:/.test(target)) return link;
          const source = normalize(join(dirname(document), target));
          const page = pageOf.get(source);
          if (page) return `](/${page}${anchor})`;
          if (/\.(png|webp|svg)$/.test(target)) return link;
          throw new Error(`${document} links to ${target}, which is no page`);
        }),
  );
  return changed.join("");
}
