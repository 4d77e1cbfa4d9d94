// The pictures of the dashboard, for `npm run screenshots`.

import { driven } from "./browsers.mjs";
import { startSite } from "./site.mjs";
import { Tab, until } from "./tab.mjs";

/** A member whose notes are in letters that every machine has. */
const MEMBER = "João da Conceição";

async function take(t, page) {
  const site = await startSite(t);
  const tab = new Tab(driven(page));
  await tab.goto(site.url);
  await tab.click("button", "Try it without an account");
  await tab.see("19 h 18 min");
  await tab.choose("Member", MEMBER);
  await tab.type("What are you working on?", "Review of the release notes");
  await tab.click("button", "Start the tracker");
  await tab.see("Running, today");
  await tab.click("button", "Let 30 minutes pass");
  await until(async () => !(await tab.text()).includes("of 7 days"), "the week is there");
  await tab.see("5:07:");
  await tab.click("button", "Dismiss");
  await tab.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
}

export const screenshots = ["light", "dark"].flatMap((scheme) => [
  { name: `dashboard-${scheme}`, take, width: 1280, height: 900, scheme },
  { name: `dashboard-narrow-${scheme}`, take, width: 390, height: 844, scheme },
]);
