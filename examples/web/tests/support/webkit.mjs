// WebKit, driven over WebDriver (https://www.w3.org/TR/webdriver2/). MiniBrowser has no headless mode, so
// it gets a virtual display.

import { display } from "../../../../js-tests/runtimes/browsers.mjs";
import { freePort, spawnGroup } from "../../../../js-tests/runtimes/commands.mjs";
import { until } from "./tab.mjs";

/** The name of the member that holds an element's id. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** WebDriver does not report the console, so the page does: from when it is loaded. */
const LISTEN = `(() => {
  window.complaints = [];
  addEventListener("error", ({ message }) => window.complaints.push(message));
  addEventListener("unhandledrejection", ({ reason }) => window.complaints.push(String(reason)));
  for (const name of ["error", "warn"])
    console[name] = (...values) => window.complaints.push(values.join(" "));
})()`;

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
    goto: async (url) => {
      await post("url", { url });
      await execute(LISTEN, []);
    },
    evaluate: (run, ...args) => execute(run, args),
    query: (run, ...args) => execute(run, args),
    click: (element) => post(`element/${element[ELEMENT]}/click`),
    type: (element, text) => post(`element/${element[ELEMENT]}/value`, { text }),
    complaints: () => execute("window.complaints", []),
  };
}

async function send(url, body) {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${url}: ${value.error}: ${value.message}`);
  return value;
}
