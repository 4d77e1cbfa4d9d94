// What the tests read from Markdown documents.

/**
 * The fenced code blocks: `heading` above it, `language`, `code`, `line` of its first line of code, and
 * `mark`: the text of an HTML comment right before it.
 */
export function blocksOf(text) {
  const blocks = [];
  let heading;
  const pattern = /^#+ (.+)$|(?:^ *<!-- (.+?) -->\n\n?)?^( *)```(.*)\n([\s\S]*?)^\3```$/gm;
  for (const { 0: all, 1: title, 2: mark, 3: indent, 4: language, 5: body, index } of text.matchAll(
    pattern,
  )) {
    if (title !== undefined) {
      heading = title;
      continue;
    }
    const code = body.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    const before = text.slice(0, index + all.indexOf("```"));
    blocks.push({ heading, language, code, mark, line: before.split("\n").length + 1 });
  }
  return blocks;
}

/** The cells of the table below a heading, without its head. */
export function tableOf(text, heading) {
  const section = text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What is in backticks. */
export const codeIn = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

/** The targets of links, without those inside code. */
export function linksOf(text) {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** The files of images in HTML. npm takes them from the repository, so the package has none. */
export function imagesOf(text) {
  return [...text.matchAll(/\b(?:src|srcset)="([^"]+)"/g)].map(([, file]) => file);
}

/** The anchors that GitHub and npm give the headings. */
export function anchorsOf(text) {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
