// The single-page app of docs/authentication.md, in Chromium: there and back again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startBrowser } from "../../../runtimes/browsers.mjs";
import { startSite, until } from "../../../support/oauth/site.mjs";
import { recipesOf } from "../../../support/recipes.mjs";

const IMPORTS = { "webwork-sdk": "/sdk/index.js", "webwork-sdk/oauth": "/sdk/oauth.js" };
const PAGE = `<!doctype html><meta charset=utf-8><title>An app</title>
<script type=importmap>${JSON.stringify({ imports: IMPORTS })}</script>
<script type=module>
import * as app from "/spa.js";
if (location.pathname === "/callback") await app.finishSignIn().catch((error) => (window.error = error.message));
window.app = app;
</script>`;

test("a user signs in on a page, calls the API, reloads, and is told when they said no", async (t) => {
  const recipes = recipesOf(t, "authentication.md");
  const spa = readFileSync(join(recipes.folder, "spa.mjs"), "utf8");
  const site = await startSite(t, { "/": PAGE, "/callback": PAGE, "/spa.js": spa });
  const browser = await startBrowser(t, "chromium");
  const page = await browser.newPage();
  let respond = (parameters) => ({ code: site.model.authorize(parameters) });
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const { hostname, searchParams } = new URL(request.url());
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    if (hostname === "webwork-tracker.com") {
      const back = new URL(searchParams.get("redirect_uri"));
      back.search = new URLSearchParams({
        ...respond(searchParams),
        state: searchParams.get("state"),
      });
      return request.respond({ status: 302, headers: { location: back.href } });
    }
    if (hostname === "api.webwork-tracker.com") {
      if (request.method() === "OPTIONS") return request.respond({ status: 204, headers: cors });
      const token = request.headers().authorization.replace("Bearer ", "");
      const good = site.model.accepts(token);
      return request.respond({
        status: good ? 200 : 401,
        headers: { ...cors, "content-type": "application/json" },
        body: JSON.stringify({ success: good, message: "no", data: [{ id: 1 }] }),
      });
    }
    return request.continue();
  });
  const ready = () => until(() => page.evaluate(() => "app" in window), "the app has started");
  const signIn = async () => {
    await Promise.all([page.waitForNavigation(), page.evaluate(() => window.app.signIn())]);
    await ready();
  };
  const list = () =>
    page.evaluate(() =>
      window.app.webwork.workspaces.list().then(
        ({ data }) => data,
        (error) => error.name,
      ),
    );

  await page.goto(site.url);
  await ready();
  assert.equal(await list(), "AuthenticationError");
  await signIn();
  assert.equal(page.url(), `${site.url}/`, "the code is not in the address any more");
  assert.deepEqual(await list(), [{ id: 1 }]);
  await page.reload();
  await ready();
  assert.deepEqual(await list(), [{ id: 1 }], "still signed in");

  site.model.forget({ access_token: "access-1" });
  assert.deepEqual(await list(), [{ id: 1 }], "refreshed");
  assert.equal(site.model.refreshes, 1);

  respond = () => ({ error: "access_denied" });
  await signIn();
  assert.match(await page.evaluate(() => window.error), /access_denied/);
});
