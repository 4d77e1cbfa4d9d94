// Pictures of the popup, in light and dark.

import { join } from "node:path";
import { MINUTE, startExtension, startTimer, until } from "./test/browser.mjs";

/**
 * Takes `extension-light.png` and `extension-dark.png` into `folder`, and resolves to their paths.
 */
export async function takeScreenshots(folder) {
  const endings = [];
  const extension = await startExtension({ after: (end) => endings.push(end) });
  try {
    const { popup, shows, settled } = extension;
    await shows("Newsletter draft");
    for (const [description, minutes] of [
      ["Stand-up", 15],
      ["Copy for the home page", 95],
    ]) {
      await work(extension, description, minutes);
      await popup.click("#stop");
      await settled();
    }
    await work(extension, "Hero section", 42);
    await shows("Copy for the home page");
    await shows("Up to date");
    const paths = [];
    for (const scheme of ["light", "dark"]) {
      const path = join(folder, `extension-${scheme}.png`);
      await popup.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      await popup.setViewport({ width: 360, height: 560, deviceScaleFactor: 1.5 });
      const { height } = await (await popup.$("body")).boundingBox();
      await popup.screenshot({ path, clip: { x: 0, y: 0, width: 360, height } });
      paths.push(path);
    }
    return paths;
  } finally {
    for (const end of endings) await end();
  }
}

/** A timer on the website, some minutes after its start. The sandbox's clock is moved in storage. */
async function work(extension, description, minutes) {
  const { popup, kill, changeSession } = extension;
  await popup.select("#contract", "900");
  await until(() => popup.$eval("#task", ({ length }) => length > 1), "it shows tasks");
  await startTimer(extension, description);
  await kill();
  await popup.evaluate(async (ms) => {
    const { sandbox } = await globalThis.chrome.storage.local.get("sandbox");
    await globalThis.chrome.storage.local.set({ sandbox: { ...sandbox, at: sandbox.at - ms } });
  }, minutes * MINUTE);
  await changeSession({ back: minutes * MINUTE });
}
