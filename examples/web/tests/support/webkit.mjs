// WebKit, driven over WebDriver (https://www.w3.org/TR/webdriver2/). MiniBrowser has no headless mode, so
// it gets a virtual display.

import { createServer } from "node:net";
import { display } from "../../../../js-tests/runtimes/browsers.mjs";
import { spawnGroup } from "../../../../js-tests/runtimes/commands.mjs";
import { until } from "./tab.mjs";

/** The name of the member that holds an element's id. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export async function startWebKit(t) {
  const port = await freePort();
  const env = { ...process.env, ...(await display(t)) };
  const driver = spawnGroup(t, process.env.WEBKITDRIVER_PATH, [`--port=${port}`], { env });
  const base = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${base}/status`).catch(() => undefined), "the driver is ready").catch(
    (error) => {
      throw new Error(`${error.message}: ${driver.printed()}`);
    },
  );
  const { sessionId } = await send(`${base}/session`, {
    capabilities: {
      alwaysMatch: {
        "webkitgtk:browserOptions": {
          binary: process.env.MINIBROWSER_PATH,
          args: ["--automation"],
        },
      },
    },
  });
  const session = `${base}/session/${sessionId}`;
  t.after(() => fetch(session, { method: "DELETE" }).catch(() => {}));
  const post = (path, body = {}) => send(`${session}/${path}`, body);
  const execute = (run, args) => {
    const script =
      typeof run === "string" ? `return ${run}` : `return (${run}).apply(null, arguments)`;
    return post("execute/sync", { script, args });
  };
  return {
    goto: (url) => post("url", { url }),
    evaluate: (run, ...args) => execute(run, args),
    query: (run, ...args) => execute(run, args),
    click: (element) => post(`element/${element[ELEMENT]}/click`),
    type: (element, text) => post(`element/${element[ELEMENT]}/value`, { text }),
    // WebDriver does not report the console; the other two browsers do.
    complaints: () => [],
  };
}

async function send(url, body) {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${url}: ${value.error}: ${value.message}`);
  return value;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
