// Opens pages in the browsers of this machine. They are closed when the test ends.

import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import puppeteer from "puppeteer-core";
import { chromiumOptions } from "../support/chromium-options.mjs";
import { spawnGroup } from "./commands.mjs";

/** How puppeteer launches a browser. */
const driven = () => ({
  chromium: chromiumOptions(),
  firefox: { browser: "firefox", executablePath: process.env.FIREFOX_PATH },
});

/** Opens a page. Resolves to a function that returns what the page logged. */
export const openPage = {
  chromium: (t, url) => drive(t, url, driven().chromium),
  firefox: (t, url) => drive(t, url, driven().firefox),
  webkit: show,
};

/** Opens a page in Chromium or Firefox that the test can control. */
export const openTab = (t, browser, url) => visit(t, url, driven()[browser]);

/** Starts a browser that any number of pages can be opened in, Chromium or Firefox. */
export const startBrowser = (t, browser, options) =>
  launch(t, { ...driven()[browser], ...options });

/** Starts Chromium with an extension. */
export const startWithExtension = (t, folder) =>
  startBrowser(t, "chromium", { enableExtensions: [folder], pipe: true });

/** Opens a page in Chromium with an extension; it may be one of the extension's own. */
export async function openExtension(t, folder, page) {
  const browser = await startWithExtension(t, folder);
  const worker = await browser.waitForTarget((target) => target.type() === "service_worker");
  const tab = await browser.newPage();
  const complaints = listen(tab);
  await tab.goto(new URL(page, worker.url()).href);
  return complaints;
}

async function launch(t, options) {
  const browser = await puppeteer.launch({ headless: true, timeout: 60_000, ...options });
  t.after(() => browser.close());
  return browser;
}

async function drive(t, url, options) {
  return (await visit(t, url, options)).complaints;
}

async function visit(t, url, options) {
  const browser = await launch(t, options);
  const tab = await browser.newPage();
  const complaints = listen(tab);
  await tab.goto(url);
  return { tab, complaints };
}

function listen(tab) {
  const lines = [];
  tab.on("console", (message) => lines.push(message.text()));
  tab.on("pageerror", (error) => lines.push(String(error)));
  tab.on("requestfailed", (request) => lines.push(`failed: ${request.url()}`));
  return () => lines.join("\n");
}

/** MiniBrowser, the only WebKit browser that Debian has, has no headless mode. */
async function show(t, url) {
  const env = { ...process.env, ...(await display(t)) };
  const args = ["--private", "--enable-write-console-messages-to-stdout=true", url];
  return spawnGroup(t, process.env.MINIBROWSER_PATH, args, { env }).printed;
}

/** Starts a virtual display. Resolves to the environment variables that select it. */
export async function display(t) {
  const args = ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"];
  const { child, printed } = spawnGroup(t, process.env.XVFB_PATH, args, {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close").then(() =>
    Promise.reject(new Error(`no display: ${printed()}`)),
  );
  const [number] = await Promise.race([once(child.stdio[3], "data"), ended]);
  return { DISPLAY: `:${String(number).trim()}`, GDK_BACKEND: "x11" };
}

const PROGRAMS = { chromium: "CHROME_PATH", firefox: "FIREFOX_PATH", webkit: "MINIBROWSER_PATH" };

/** The version that a browser reports. */
export async function versionOf(t, browser) {
  const env = { ...process.env, ...(browser === "webkit" && (await display(t))) };
  const { stdout } = await promisify(execFile)(process.env[PROGRAMS[browser]], ["--version"], {
    env,
  });
  return /\d+(\.\d+)+/.exec(stdout)[0];
}
