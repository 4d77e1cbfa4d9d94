// The table as it is printed: fault, and what the SDK did in each environment.

import { markdownTable } from "markdown-table";
import { ENVIRONMENTS } from "./environments.mjs";

/** Prints what was seen, by row and environment, and why environments differ where they may. */
export function printTable(seen) {
  const reasons = [];
  const lines = [...seen].map(([row, byEnvironment]) => [
    row.name,
    ...Object.keys(ENVIRONMENTS).map((environment) => {
      const why = row.why(environment);
      if (why && !reasons.includes(why)) reasons.push(why);
      return summary(byEnvironment[environment]) + (why ? ` (${reasons.indexOf(why) + 1})` : "");
    }),
  ]);
  console.log(`\n${markdownTable([["Fault · call", ...Object.values(ENVIRONMENTS)], ...lines])}\n`);
  for (const [at, why] of reasons.entries()) console.log(`(${at + 1}) ${why}`);
}

function summary(one) {
  if (!one) return "**not seen**";
  const { is, outcome, sent, ms } = one;
  const end = is === "resolved" ? is : `${is}, ${outcome}`;
  return `${end}; ${sent} sent; ${(ms / 1_000).toFixed(1)} s`;
}
