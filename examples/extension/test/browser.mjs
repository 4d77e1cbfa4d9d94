// The extension in Chromium, with a sandbox server that it reaches over a network that can be cut.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBrowser } from "../../../js-tests/runtimes/browsers.mjs";
import { until } from "../../../js-tests/support/oauth/site.mjs";
import { call, control, start } from "../../../js-tests/support/sandbox-server.mjs";
import { locatePrograms } from "../../../scripts/programs.mjs";
import { buildExtension } from "../build.mjs";
import { openGate } from "./gate.mjs";

export { until };

// So that one file can be run with `node --test`.
Object.assign(process.env, locatePrograms(["chromium", "firefox"]).found);

/** The owner, whom `sandbox-owner` signs in. */
export const OWNER = 10;
export const MINUTE = 60_000;
/** The sandbox's clock stands still at noon of the day that Chromium's clock shows. */
export const TODAY = new Date().toISOString().slice(0, 10);

const isWorker = (target) => target.type() === "service_worker";

const folders = [];
process.on("exit", () => {
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder that is removed at the end, when no browser uses it any more. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "webwork-extension-"));
  folders.push(path);
  return path;
}

/** A sandbox server behind a network that can be cut. */
export async function startService(t) {
  const server = await start(t, ["--now", `${TODAY}T12:00:00Z`]);
  const gate = await openGate(t, server.url);
  const minutes = (count) => control(server, "POST", "/clock", { advance: count * MINUTE });
  const fault = (operation, effect) =>
    control(server, "POST", "/faults", { match: { operation }, times: 1, effect });
  const entries = async () => {
    const query = `workspace_id=1&user_id=${OWNER}&date=${TODAY}`;
    return (await (await call(server, "GET", `/time-entries?${query}`)).json()).data;
  };
  return { ...gate, base: `${gate.url}/api/v2`, minutes, fault, entries };
}

/** Starts Chromium with the extension and its popup in a tab. */
export async function startExtension(t, { userDataDir = temporaryFolder(), folder } = {}) {
  folder ??= await buildExtension({ folder: temporaryFolder(), hosts: ["http://127.0.0.1/*"] });
  const options = { enableExtensions: [folder], pipe: true, userDataDir };
  const browser = await startBrowser(t, "chromium", options);
  const complaints = [];
  const listen = (source) => {
    source.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    source.on("pageerror", (error) => complaints.push(String(error)));
    source.on("error", (error) => complaints.push(String(error)));
  };
  const started = async (target) => {
    if (isWorker(target)) listen(await target.worker());
  };
  browser.on("targetcreated", started);
  const target = await browser.waitForTarget(isWorker);
  await started(target);
  async function open(name) {
    const page = await browser.newPage();
    listen(page);
    await page.setViewport({ width: name === "popup" ? 360 : 800, height: 620 });
    await page.goto(new URL(`${name}.html`, target.url()).href);
    return page;
  }
  const popup = await open("popup");
  await popup.bringToFront();
  const shows = (text) =>
    until(async () => (await textOf(popup)).includes(text), `it shows ${text}`);
  const stored = () => popup.evaluate(() => globalThis.chrome.storage.local.get());
  return {
    browser,
    folder,
    userDataDir,
    complaints,
    popup,
    open,
    shows,
    stored,
    /** Kills the worker. What it was doing is lost. The next event starts another one. */
    async kill() {
      const alive = await browser.waitForTarget(isWorker);
      await (await alive.worker()).close();
      await until(() => !browser.targets().includes(alive), "the worker is dead");
    },
    /** Lets the alarm ring now. Chromium fires alarms of unpacked extensions at any time. */
    ring: () =>
      popup.evaluate(() => globalThis.chrome.alarms.create("minute", { when: Date.now() })),
    /** Waits until the badge says this. */
    badge: (text) =>
      until(
        async () =>
          (await popup.evaluate(() => globalThis.chrome.action.getBadgeText({}))) === text,
        `the badge is "${text}"`,
      ),
    /** Changes the only session in storage; `back`: how much earlier it was started. */
    changeSession: ({ back = 0, ...change }) =>
      popup.evaluate(
        async (back, change) => {
          const { local } = globalThis.chrome.storage;
          const { sessions } = await local.get("sessions");
          const startedAt = sessions[0].startedAt - back;
          await local.set({ sessions: [{ ...sessions[0], startedAt, ...change }] });
        },
        back,
        change,
      ),
    settled: () =>
      until(async () => (await stored()).sessions?.length === 0, "WebWork has what is wanted"),
  };
}

// biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count.
const textOf = (page) => page.evaluate(() => document.body.innerText);

/** Signs in with a token, by hand. */
export async function signIn(extension, service, token = "sandbox-owner") {
  const options = await extension.open("options");
  await options.click("input[value=token]");
  await options.type("#token", token);
  await options.click("summary");
  await options.type("#baseUrl", service.base);
  await options.click("#submit");
  return options;
}

export async function signedIn(extension, service) {
  const options = await signIn(extension, service);
  const account = async () => (await extension.stored()).account;
  await until(async () => (await account()).kind === "token", "it is signed in");
  await until(() => options.$eval("#workspace", ({ length }) => length > 1), "it shows workspaces");
  await options.select("#workspace", "1");
  await until(async () => (await account()).workspaceId === 1, "another workspace is chosen");
  await options.close();
  await extension.popup.bringToFront();
  await extension.shows("WebWork Workspace");
  await extension.shows("Up to date");
}

export async function startTimer({ popup, stored }, description) {
  await popup.type("#description", description);
  await popup.keyboard.press("Enter");
  await until(async () => (await stored()).sessions?.[0]?.confirmed, "WebWork runs the tracker");
}
