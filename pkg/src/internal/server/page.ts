// The start page: one document, nothing of which comes from elsewhere.

import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import style from "./page/page.css";
import markup from "./page/page.html";
import script from "./page/page.mjs";

const html = markup
  .replace("<style></style>", () => `<style>${style}</style>`)
  .replace('<script type="module"></script>', () => `<script type="module">${script}</script>`);

const source = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Sends the page. Returns the status. */
export function sendPage(outgoing: ServerResponse): number {
  outgoing.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": [
      "default-src 'none'",
      `style-src ${source(style)}`,
      `script-src ${source(script)}`,
      "img-src data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  outgoing.end(html);
  return 200;
}
