// Days, durations and sums: what is computed without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const { outputFiles } = buildSync({
  stdin: {
    contents: `export * from "./days.ts"; export * from "./times.ts"; export * from "./sums.ts";`,
    resolveDir: fileURLToPath(new URL("../src/lib", import.meta.url)),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const lib = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

test("a week is Monday to Sunday, over the ends of months and years too", () => {
  for (const [day, from, to] of [
    ["2026-03-23", "2026-03-23", "2026-03-29"],
    ["2026-03-29", "2026-03-23", "2026-03-29"],
    ["2027-01-01", "2026-12-28", "2027-01-03"],
  ])
    assert.deepEqual(lib.periodOf("week", day), { span: "week", from, to });
});

test("a month has all of its days", () => {
  for (const [day, to, count] of [
    ["2026-02-14", "2026-02-28", 28],
    ["2028-02-29", "2028-02-29", 29],
    ["2026-04-30", "2026-04-30", 30],
    ["2026-12-31", "2026-12-31", 31],
  ]) {
    const month = lib.periodOf("month", day);
    assert.equal(month.to, to);
    assert.equal(lib.daysOf(month).length, count);
    assert.deepEqual(lib.previousPeriod(lib.nextPeriod(month)), month);
  }
});

test("the day of an instant is the day of the clock that one looks at", () => {
  const instant = new Date("2026-03-27T23:30:00Z");
  assert.equal(lib.dayOf(instant, "UTC"), "2026-03-27");
  assert.equal(lib.dayOf(instant, "Asia/Tokyo"), "2026-03-28");
  assert.equal(lib.dayOf(instant, "America/Los_Angeles"), "2026-03-27");
});

test("durations read as hours and minutes", () => {
  for (const [minutes, text] of [
    [0, "0 min"],
    [59.6, "1 h"],
    [60, "1 h"],
    [365, "6 h 05 min"],
  ])
    assert.equal(lib.formatMinutes(minutes).replaceAll("\u00a0", " "), `\u2068${text}\u2069`);
  assert.equal(lib.formatSeconds(3849.9), "1:04:09");
});

test("times of entries are cut out of the text", () => {
  const entry = { start_time: "2026-01-29T09:00:00Z", end_time: null };
  assert.equal(lib.startOf(entry), "09:00");
  assert.equal(lib.endOf(entry), undefined);
  assert.equal(lib.minutesBetween("09:05", "17:00"), 475);
});

test("projects are ordered by their minutes, and time on no project is one of them", () => {
  const of = (project_name, duration_minutes) => ({ project_name, duration_minutes });
  assert.deepEqual(lib.byProject([of("A", 10), of(null, 30), of("A", 25)]), [
    { name: "A", minutes: 35 },
    { name: undefined, minutes: 30 },
  ]);
});
