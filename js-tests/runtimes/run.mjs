// Tests the packed package in the environments that the arguments name, or in all. scripts/runtimes.mjs
// starts it with a Node.js that all tools support and with the paths of the browsers.

import { after, describe, test } from "node:test";
import { pack } from "../project.mjs";
import { versionOf as versionOfBrowser } from "./browsers.mjs";
import { choose, environments } from "./environments.mjs";
import { addPackage, install, versionOf } from "./packages.mjs";
import { prove } from "./prove.mjs";
import { keepTable, printTable } from "./table.mjs";

const chosen = choose(process.argv.slice(2));
const rows = [];

const { tarball } = pack();
for (const family of new Set(chosen.map((one) => one.family))) {
  await install(family);
  addPackage(family, tarball);
}

// Most of the time goes into waiting for browsers and servers: three tests share two cores well.
describe("the packed package", { concurrency: 3 }, () => {
  for (const environment of chosen) {
    test(environment.title, { timeout: 300_000 }, async (t) => {
      const row = { ...environment, version: "", passed: false, seconds: 0 };
      const start = performance.now();
      rows.push(row);
      try {
        row.version = await versionShown(t, environment);
        await prove(t, environment);
        row.passed = true;
      } finally {
        row.seconds = (performance.now() - start) / 1000;
      }
    });
  }
  after(() => {
    const titles = environments.map(({ title }) => title);
    rows.sort((one, other) => titles.indexOf(one.title) - titles.indexOf(other.title));
    printTable(rows);
    keepTable(rows, titles);
  });
});

function versionShown(t, { family, version, browser }) {
  return version ? versionOf(family, version) : versionOfBrowser(t, browser);
}
