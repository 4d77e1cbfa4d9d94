// npm run extension: builds the extension and says how to load it.
// npm run extension:chromium: opens Chromium with it, in a profile of its own that is kept.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root } from "./steps.mjs";

const { values } = parseArgs({ options: { chromium: { type: "boolean", default: false } } });

// What is imported below may not be installed before.
await setup();
const { buildExtension } = await import("../examples/extension/build.mjs");
const folder = await buildExtension({ hosts: values.chromium ? ["http://127.0.0.1/*"] : [] });
console.log(`
The extension: ${folder}

Chrome, Chromium, Edge: open chrome://extensions, turn on "Developer mode", choose "Load unpacked",
                        and pick that folder.
Firefox (142 or newer): open about:debugging#/runtime/this-firefox, choose "Load Temporary Add-on…",
                        and pick manifest.json in it.

It begins with a sandbox, so no account is needed: click its icon, then Start.`);

if (values.chromium) {
  const { CHROME_PATH } = await findPrograms(["chromium"]);
  const profile = join(root, "examples/extension/dist/profile");
  const { openChromium } = await import("../examples/extension/open.mjs");
  await openChromium({ folder, profile, executablePath: CHROME_PATH });
}
