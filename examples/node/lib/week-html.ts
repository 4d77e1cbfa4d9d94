// A week as a page of its own: no script, no request, light and dark, made to be printed. The charts are
// tables with bars in their cells, so that a screen reader reads the numbers.

import { hours } from "./common.ts";
import { dayName, minutesOn, sumBy, type Week } from "./week.ts";

const STYLE = `
:root { color-scheme: light dark;
  --ink: light-dark(#1c2430, #e8ecf2); --quiet: light-dark(#566173, #a3aec0);
  --paper: light-dark(#ffffff, #12161d); --line: light-dark(#dde2ea, #2b3340);
  --bar: light-dark(#2f6fed, #6ea0ff); --heat: light-dark(#2f6fed, #6ea0ff); }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
header p, caption { color: var(--quiet); }
dl { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin: 1.5rem 0 0; }
dt { color: var(--quiet); font-size: .9rem; }
dd { margin: 0; font-size: 1.7rem; font-weight: 600; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding-bottom: .5rem; font-size: .9rem; }
th { font-weight: 500; text-align: start; white-space: nowrap; }
td, thead th:not(:first-child) { text-align: end; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; }
tbody tr { border-top: 1px solid var(--line); }
.bars th { width: 12rem; } .bars td:last-child { width: 5rem; }
.bars td:first-of-type { padding-inline: 0; }
.bar { height: 1rem; min-width: 2px; border-radius: 3px; background: var(--bar); width: calc(var(--part) * 100%); }
.heat { background: color-mix(in srgb, var(--heat) calc(var(--part) * 38%), transparent); }
.none { color: var(--quiet); }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid var(--bar); }
tfoot { border-top: 2px solid var(--line); font-weight: 600; }
@media (max-width: 36rem) { .bars th { width: 7rem; white-space: normal; } }
@media print { :root { color-scheme: light; } body { padding: 0; } .bar, .heat { print-color-adjust: exact; } }
`;

export function weekHtml({ days, tracked }: Week): string {
  const members = sumBy(tracked, "member");
  const projects = sumBy(tracked, "project");
  const byDay = new Map(sumBy(tracked, "date"));
  const total = members.reduce((sum, [, minutes]) => sum + minutes, 0);
  const title = `Tracked hours, ${span(days)}`;
  const most = Math.max(1, ...(tracked.length ? dailySums() : []));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<dl>
<div><dt>Hours</dt><dd>${hours(total)}</dd></div>
<div><dt>Members</dt><dd>${members.length}</dd></div>
<div><dt>Projects</dt><dd>${projects.length}</dd></div>
</dl>
</header>
<main>
<h2 id="days">By day</h2>
${bars(
  "days",
  "Day",
  days.map((day) => [dayName(day), byDay.get(day) ?? 0]),
)}
<h2 id="projects">By project</h2>
${bars("projects", "Project", projects)}
<h2 id="members">By member</h2>
<div class="wide" role="region" aria-labelledby="members" tabindex="0">
<table aria-labelledby="members">
<caption>Hours and minutes. The stronger the colour, the more.</caption>
<thead><tr><th scope="col">Member</th>${days.map((day) => `<th scope="col">${dayName(day)}</th>`).join("")}<th scope="col">Total</th></tr></thead>
<tbody>
${members.map(([member, sum]) => `<tr><th scope="row">${name(member)}</th>${days.map((day) => cell(minutesOn(tracked, member, day))).join("")}<td>${hours(sum)}</td></tr>`).join("\n")}
</tbody>
<tfoot><tr><th scope="row">All</th>${days.map((day) => `<td>${hours(byDay.get(day) ?? 0)}</td>`).join("")}<td>${hours(total)}</td></tr></tfoot>
</table>
</div>
</main>
</body>
</html>
`;

  function dailySums(): number[] {
    return members.flatMap(([member]) => days.map((day) => minutesOn(tracked, member, day)));
  }

  function cell(minutes: number): string {
    if (minutes === 0) return '<td class="none">–</td>';
    return `<td class="heat" style="--part: ${(minutes / most).toFixed(3)}">${hours(minutes)}</td>`;
  }
}

/** A bar chart: a table, whose bars are not for screen readers, because the numbers stand beside them. */
function bars(heading: string, what: string, rows: [name: string, minutes: number][]): string {
  const most = Math.max(1, ...rows.map(([, minutes]) => minutes));
  const lines = rows.map(
    ([label, minutes]) =>
      `<tr><th scope="row">${name(label)}</th><td aria-hidden="true">${bar(minutes / most)}</td><td>${hours(minutes)}</td></tr>`,
  );
  return `<table class="bars" aria-labelledby="${heading}">
<thead hidden><tr><th scope="col">${what}</th><td></td><th scope="col">Hours</th></tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table>`;
}

const bar = (part: number): string =>
  part === 0 ? "" : `<div class="bar" style="--part: ${part.toFixed(3)}"></div>`;

/** `26 January – 1 February 2026` */
function span(days: readonly string[]): string {
  const [from = 0, to = 0] = [days[0], days.at(-1)].map((day) => Date.parse(day ?? ""));
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return format.formatRange(from, to);
}

/** A name as it was typed: it may be from right to left, and it may look like HTML. */
const name = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
