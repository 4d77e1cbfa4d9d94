// Sums of time entries, for the chart.

import type { TimeEntry } from "webwork-sdk";
import type { Day } from "./days.ts";

export interface ProjectSum {
  /** `undefined`: time that is on no project. */
  readonly name: string | undefined;
  readonly minutes: number;
}

export const minutesOf = (entries: Iterable<TimeEntry>): number => {
  let sum = 0;
  for (const entry of entries) sum += entry.duration_minutes;
  return sum;
};

/** Minutes by project, the largest first. */
export function byProject(entries: Iterable<TimeEntry>): readonly ProjectSum[] {
  const sums = new Map<string | undefined, number>();
  for (const { project_name, duration_minutes } of entries) {
    const name = project_name ?? undefined;
    sums.set(name, (sums.get(name) ?? 0) + duration_minutes);
  }
  return [...sums]
    .map(([name, minutes]) => ({ name, minutes }))
    .sort((one, other) => other.minutes - one.minutes);
}

/** The day with the most minutes. */
export function busiest(days: ReadonlyMap<Day, number>): Day | undefined {
  let found: Day | undefined;
  for (const [day, minutes] of days)
    if (minutes > (found ? (days.get(found) ?? 0) : 0)) found = day;
  return found;
}
