// The environments of the table. Each loads the same driver, whose functions are called by name.

import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openTab } from "../runtimes/browsers.mjs";

export const ENVIRONMENTS = { node: "Node.js", chromium: "Chromium", firefox: "Firefox" };

/**
 * Loads a module of this folder in each environment, with the packed package. Resolves to a function
 * `ask(name, …arguments)` for each environment. Arguments and results are plain data. Closed with `t`.
 */
export async function openEverywhere(t, module) {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const url = await servePage(t, file);
  const [driver, chromium, firefox] = await Promise.all([
    import(file),
    openTab(t, "chromium", url),
    openTab(t, "firefox", url),
  ]);
  // Through JSON, as in the browsers.
  const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
  const inTab =
    ({ tab, complaints }) =>
    async (name, ...args) => {
      const text = await tab.evaluate(
        async (name, args) => JSON.stringify(await globalThis.driver?.[name](...args)),
        name,
        args,
      );
      if (text === undefined) throw new Error(`the page did not load: ${complaints()}`);
      return JSON.parse(text);
    };
  return {
    node: async (name, ...args) => plain((await driver[name](...args)) ?? null),
    chromium: inTab(chromium),
    firefox: inTab(firefox),
  };
}

/** A page with the module, bundled, as `driver`. */
async function servePage(t, file) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as driver from ${JSON.stringify(file)}; globalThis.driver = driver;`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Faults</title><script type="module" src="/driver.js"></script>`;
  const server = createServer((request, response) => {
    const isScript = request.url === "/driver.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? outputFiles[0].contents : page);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}
