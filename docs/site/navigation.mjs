// What the site shows, and where: the documents by group. `npm run docs` fails if one is missing here.

/** Documents outside of docs/, and their pages. */
export const MOVED = {
  "docs/README.md": "index.md",
  "SANDBOX.md": "sandbox.md",
  "CHANGELOG.md": "changelog.md",
  "CONTRIBUTING.md": "contributing.md",
  "ARCHITECTURE.md": "architecture.md",
  "SECURITY.md": "security.md",
  "contract/NOTES.md": "contract-notes.md",
};

/** Pages by group, in the order of the sidebar. The text of a link is the title of its page. */
export const GUIDES = [
  { text: "Start", pages: ["index", "getting-started", "authentication", "troubleshooting"] },
  {
    text: "Calls",
    pages: ["pagination", "errors", "retries-and-writes", "rate-limits", "time", "bulk"],
  },
  {
    text: "Frameworks and builds",
    pages: ["react-and-vue", "nextjs", "extensions", "bundlers", "runtimes"],
  },
  { text: "Tests and webhooks", pages: ["testing", "sandbox", "webhooks"] },
  {
    text: "Background",
    pages: [
      "migration",
      "performance",
      "undocumented",
      "api-coverage",
      "contract-notes",
      "versioning",
      "changelog",
    ],
  },
  {
    text: "For contributors",
    collapsed: true,
    pages: [
      "contributing",
      "architecture",
      "benchmarks",
      "contract-tools",
      "releasing",
      "security",
    ],
  },
];

/** Every page of a folder below docs/ is listed, in alphabetical order. */
export const FOLDERS = [{ text: "Decisions", folder: "decisions" }];
