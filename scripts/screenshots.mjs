// npm run screenshots: writes the pictures of the README to docs/images. Each example that has some
// exports `screenshots` from a module of its own: an array of
//   name      name of the file, without its ending
//   take(t, page)  opens the page as it shall be; `t.after` takes what ends with the picture
//   width, height, scheme  of the window

import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root, stop } from "./steps.mjs";

const FOLDER = join(root, "docs/images");
const LIMIT = 150 * 1024;

await setup();
Object.assign(process.env, await findPrograms(["chromium"]));

// They import npm packages, which are there only now.
const { default: puppeteer } = await import("puppeteer-core");
const { chromiumOptions } = await import("../js-tests/support/chromium-options.mjs");
const examples = [await import("../examples/web/tests/support/screenshots.mjs")];

mkdirSync(FOLDER, { recursive: true });
const browser = await puppeteer.launch(chromiumOptions());
for (const { name, take, width, height, scheme } of examples.flatMap((one) => one.screenshots)) {
  const cleanUp = [];
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await take({ after: (end) => cleanUp.push(end) }, page);
  const file = join(FOLDER, `${name}.webp`);
  writeFileSync(file, await page.screenshot({ type: "webp", quality: 88 }));
  await page.close();
  for (const end of cleanUp) await end();
  const { size } = statSync(file);
  console.log(`docs/images/${name}.webp: ${(size / 1024).toFixed(0)} KB`);
  if (size > LIMIT) stop(`${file} is larger than ${LIMIT / 1024} KB`);
}
await browser.close();
