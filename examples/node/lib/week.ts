// The tracked minutes of a week, by member, project and day.

import type { TrackedHoursReport, WebWork } from "webwork-sdk";
import { addDays } from "./common.ts";

/** Minutes that a member tracked on a project on one day. */
export interface Tracked {
  member: string;
  project: string;
  date: string;
  minutes: number;
}

export interface Week {
  /** The seven days, `YYYY-MM-DD`, from Monday. */
  days: string[];
  tracked: Tracked[];
}

/** `monday`: `YYYY-MM-DD`. `onProgress` is called where it takes many calls. */
export async function trackedWeek(
  webwork: WebWork,
  monday: string,
  onProgress: (progress: { done: number; total: number; etaMs: number }) => void,
): Promise<Week> {
  const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day));
  const [from = monday, to = monday] = [days[0], days[6]];
  const { data } = await webwork.reports.trackedHours({ start_date: from, end_date: to });
  const tracked = rowsOf(data);
  if (tracked) return { days, tracked };

  // The vendor describes the report in prose only. Where it is not as expected, there is a way that is
  // documented, and takes a call for each member and day.
  const members = await webwork.members.list().toArray();
  const names = new Map(
    members.map(({ id, firstname, lastname }) => [id, `${firstname} ${lastname}`]),
  );
  const entries = webwork.timeEntries.range(
    { user_ids: [...names.keys()], from, to },
    { onProgress },
  );
  const found: Tracked[] = [];
  for await (const { user_id, project_name, date, duration_minutes } of entries)
    found.push({
      member: names.get(user_id) ?? `user ${user_id}`,
      project: project_name ?? "no project",
      date,
      minutes: duration_minutes,
    });
  return { days, tracked: found };
}

/** The rows of the report: `days: { "2026-01-29": { users: [row, …] } }`. Undefined where it is not so. */
function rowsOf({ days }: TrackedHoursReport): Tracked[] | undefined {
  if (!isObject(days)) return undefined;
  const found: Tracked[] = [];
  for (const [date, day] of Object.entries(days)) {
    const users = isObject(day) ? day["users"] : undefined;
    if (!Array.isArray(users)) return undefined;
    for (const user of users as unknown[]) {
      if (!isObject(user)) return undefined;
      const { user_name: member, project_name: project, total_minutes: minutes } = user;
      if (typeof member !== "string" || typeof minutes !== "number") return undefined;
      found.push({ member, project: String(project ?? "no project"), date, minutes });
    }
  }
  return found;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Sums of minutes by what `key` says, the greatest first. */
export function sumBy(tracked: readonly Tracked[], key: "member" | "project" | "date") {
  const sums = new Map<string, number>();
  for (const one of tracked) sums.set(one[key], (sums.get(one[key]) ?? 0) + one.minutes);
  return [...sums].toSorted(([, one], [, other]) => other - one);
}

export function minutesOn(tracked: readonly Tracked[], member: string, date: string): number {
  return tracked
    .filter((one) => one.member === member && one.date === date)
    .reduce((sum, { minutes }) => sum + minutes, 0);
}

/** `Mon 26` */
export const dayName = (date: string): string =>
  `${new Date(date).toLocaleDateString("en", { weekday: "short", timeZone: "UTC" })} ${date.slice(8)}`;
