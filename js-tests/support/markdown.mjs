// What the tests read from Markdown documents.

/** The fenced code blocks, each with the heading above it. */
export function blocksOf(text) {
  const blocks = [];
  let heading;
  for (const [, title, language, code] of text.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title === undefined) blocks.push({ heading, language, code });
    else heading = title;
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

/** The anchors that GitHub and npm give the headings. */
export function anchorsOf(text) {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
