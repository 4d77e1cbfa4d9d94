// The start page in Chromium: what it shows, what its buttons do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../../../support/chromium.mjs";
import {
  call,
  control,
  createProject,
  projectNames,
  start,
} from "../../../support/sandbox-server.mjs";

/** The page of a server, and everything that it complained about. */
async function open(t) {
  const server = await start(t);
  const page = await openPage(t);
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith("data:"))
      foreign.push(request.url());
  });
  await page.goto(server.url);
  await page.getByText("sandbox-owner", { exact: true }).waitFor();
  return { server, page, complaints, foreign };
}

test("it shows tokens, contents and clock, loads nothing from elsewhere, and complains of nothing", async (t) => {
  const { server, page, complaints, foreign } = await open(t);
  const { tokens } = await control(server, "GET", "/state");
  for (const token of Object.values(tokens))
    assert.equal(await page.getByText(token, { exact: true }).count(), 1, token);
  assert.match(await page.locator("#counts").textContent(), /Time entries54/);
  assert.equal(await page.locator("#time").textContent(), "2026-01-29 12:00:00 UTC");
  assert.deepEqual([complaints, foreign], [[], []]);
});

test("its curl works as it stands", async (t) => {
  const { page } = await open(t);
  const curl = await page.locator("#curl").textContent();
  const [, url, name, value] = /^curl "(\S+)" \\\s+-H "([\w-]+): ([^"]+)"$/.exec(curl);
  const response = await fetch(url, { headers: { [name]: value } });
  assert.equal(response.status, 200);
});

test("requests appear as they come, and the counts follow", async (t) => {
  const { server, page } = await open(t);
  await createProject(server, "seen");
  await call(server, "GET", "/projects/99?workspace_id=1", { token: "sandbox-member" });
  const rows = page.locator("#requests tr");
  await rows.nth(1).waitFor();
  const [second, first] = await rows.allInnerTexts();
  assert.match(first, /^201\s+POST\s+\/api\/v2\/projects\s+owner/);
  assert.match(second, /^404\s+GET\s+\/api\/v2\/projects\/99\s+member/);
  await page.locator("#counts div", { hasText: "Projects" }).getByText("3").waitFor();
});

test("the buttons move the clock, add and remove faults, and reset", async (t) => {
  const { server, page } = await open(t);
  const press = (name) => page.getByRole("button", { name }).click();
  await press("+1 hour");
  await page.getByText("2026-01-29 13:00:00 UTC").waitFor();
  await press("+1 day");
  await page.getByText("2026-01-30 13:00:00 UTC").waitFor();
  await press("Next request: 500");
  await page.locator("#faults").getByText("status 500").waitFor();
  assert.equal((await call(server, "GET", "/workspaces")).status, 500);
  assert.equal((await call(server, "GET", "/workspaces")).status, 200);
  await press("Half of all requests: 502");
  await page.locator("#faults").getByText("html502").waitFor();
  await press("Remove");
  await page.locator("#faults li").waitFor({ state: "detached" });
  await createProject(server, "gone soon");
  await press("Reset everything");
  await page.getByText("2026-01-29 12:00:00 UTC").waitFor();
  assert.ok(!(await projectNames(server)).includes("gone soon"));
});

test("it fits narrow screens, in light and dark", async (t) => {
  const { page } = await open(t);
  const grounds = new Set();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${colorScheme}, ${width}: ${wide}`);
    }
    grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  assert.equal(grounds.size, 2);
});
