// The hours of a week, by member and project: a table on the terminal, and a page to send around.

import { writeFile } from "node:fs/promises";
import Table from "cli-table3";
import { addDays, connect, hours, program, progress, UsageError } from "./lib/common.ts";
import { dayName, minutesOn, sumBy, trackedWeek, type Week } from "./lib/week.ts";
import { weekHtml } from "./lib/week-html.ts";

const HELP = `
weekly-report: the hours of a week, by member and project

  npm run example -- weekly-report [--week YYYY-MM-DD] [--out FILE]

  --week DATE      any day of the week (default: last week)
  --out FILE       the page (default: week-YYYY-MM-DD.html)

Exit codes: 0 done, 1 failed, 2 wrong options.
`;

await program(HELP, { week: { type: "string" }, out: { type: "string" } }, async ({ values }) => {
  const { webwork, today } = await connect(values);
  const monday = mondayOf(values.week ?? addDays(today, -7));
  const bar = progress("days");
  const week = await trackedWeek(webwork, monday, bar.update).finally(bar.end);
  printWeek(week);
  const out = values.out ?? `week-${monday}.html`;
  await writeFile(out, weekHtml(week), { mode: 0o600 });
  console.log(`The same with charts: ${out}`);
  return 0;
});

function mondayOf(date: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
    throw new UsageError(`--week is a day such as 2026-01-26, not "${date}"`);
  return addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
}

function printWeek({ days, tracked }: Week): void {
  const members = sumBy(tracked, "member");
  const byDay = new Map(sumBy(tracked, "date"));
  const table = new Table({
    head: ["member", ...days.map(dayName), "total"],
    colAligns: ["left", ...days.map(() => "right" as const), "right"],
    style: { head: [], border: [], compact: true },
  });
  const shown = (minutes: number): string => (minutes === 0 ? "" : hours(minutes));
  for (const [member, sum] of members)
    table.push([member, ...days.map((day) => shown(minutesOn(tracked, member, day))), hours(sum)]);
  const total = members.reduce((sum, [, minutes]) => sum + minutes, 0);
  table.push(["all", ...days.map((day) => shown(byDay.get(day) ?? 0)), hours(total)]);
  console.log(table.toString());
  const projects = sumBy(tracked, "project").slice(0, 3);
  if (projects.length > 0)
    console.log(
      `Most of it: ${projects.map(([project, minutes]) => `${project} ${hours(minutes)}`).join(", ")}`,
    );
}
