// Each page as Markdown beside its HTML, a list of all pages (llms.txt), and all in one (llms-full.txt).

import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { home } from "./home.mjs";
import { GUIDES } from "./navigation.mjs";
import { titleOf } from "./pages.mjs";

const ABOUT = `# webwork-sdk

> A client for the WebWork Time Tracker API V2 (npm package \`webwork-sdk\`), for browsers, extensions, Node.js,
> Deno, Bun and Workers. Every page is also there as Markdown: replace \`.html\` with \`.md\`.
`;

export function writeTexts(pages) {
  const from = join(home, "pages");
  const site = join(home, "site");
  const files = readdirSync(from, { recursive: true }).filter((name) => name.endsWith(".md"));
  for (const name of files) cpSync(join(from, name), join(site, name));
  const line = (page, text) => `- [${titleOf(text)}](/${page}): ${summaryOf(text)}`;
  const groups = GUIDES.map(({ text, pages: names }) => {
    const lines = names
      .map((name) => `${name}.md`)
      .filter((page) => pages.has(page))
      .map((page) => line(page, pages.get(page)));
    return `\n## ${text}\n\n${lines.join("\n")}\n`;
  });
  const reference = files
    .filter((name) => name.startsWith("reference/"))
    .sort()
    .map((name) => [name, readFileSync(join(from, name), "utf8")]);
  const names = reference.map(([name, text]) => line(name, text));
  writeFileSync(
    join(site, "llms.txt"),
    `${ABOUT}${groups.join("")}\n## API reference\n\n${names.join("\n")}\n`,
  );
  const guides = GUIDES.flatMap(({ pages: names }) => names)
    .map((name) => [`${name}.md`, pages.get(`${name}.md`)])
    .filter(([, text]) => text);
  const all = [...guides, ...reference].map(
    ([name, text]) => `<!-- /${name} -->\n\n${text.trim()}\n`,
  );
  writeFileSync(join(site, "llms-full.txt"), `${ABOUT}\n${all.join("\n")}`);
}

/** The first sentence below the title. */
function summaryOf(text) {
  const [paragraph = ""] = text
    .replace(/^# .+$/m, "")
    .replaceAll(/^```[\s\S]*?^```$/gm, "")
    .split(/\n{2,}/)
    .map((part) => part.trim().replaceAll(/\s+/g, " "))
    .filter((part) => /^[\w`*[]/.test(part));
  return /^.+?[.!?](?= |$)/.exec(paragraph.replaceAll(/\]\([^)]*\)|[[*]/g, ""))?.[0] ?? paragraph;
}
