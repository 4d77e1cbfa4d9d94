// What the popup shows of WebWork's data. It comes after starts and stops, so its calls are "bulk".

import type { TimeEntry, WebWork } from "webwork-sdk";
import { type Account, type Entry, read, write } from "../shared/storage.ts";
import { wallClock } from "../timer/wall-clock.ts";

const SHOWN = 5;
/** Back to Friday on a Tuesday, without a call for each day of a holiday. */
const MOST_DAYS = 5;
/** For so long the days before today, and the contracts, are not asked for again, in ms. */
const FRESH = 300_000;
const BULK = { priority: "bulk" } as const;

/** Asks for what may have changed: today, and the rest if it is old. */
export async function refreshOverview(client: WebWork, { userId }: Account): Promise<void> {
  const user_id = userId;
  const { date } = (await client.timeTracking.current({ user_id }, BULK)).data;
  const dayOf = async (day: string) =>
    (await client.timeEntries.list({ user_id, date: day }, BULK).toArray())
      .filter(({ end_time }) => end_time)
      .map(shown)
      .sort((a, b) => b.start.localeCompare(a.start));

  const today = await dayOf(date);
  const minutes = today.reduce((sum, entry) => sum + entry.minutes, 0);
  const before = await read("overview");
  if (before?.date === date && Date.now() - before.at < FRESH) {
    const entries = [...today, ...before.entries.filter((entry) => entry.date !== date)];
    return write({ overview: { ...before, minutes, entries: entries.slice(0, SHOWN) } });
  }

  const entries = today;
  for (let back = 1; back < MOST_DAYS && entries.length < SHOWN; back++)
    entries.push(...(await dayOf(dayBefore(date, back))));
  const contracts = await client.contracts.list({ user_id, status: "active" }, BULK).toArray();
  await write({
    overview: {
      at: Date.now(),
      date,
      minutes,
      entries: entries.slice(0, SHOWN),
      contracts: contracts.map(({ id, project_id: projectId, project_name }) => ({
        id,
        projectId,
        projectName: project_name ?? `Project ${projectId}`,
      })),
    },
  });
}

/** The open tasks that time of this contract can be tracked on. */
export async function refreshTasks(client: WebWork, contractId: number): Promise<void> {
  const open = client.tasks.list({ contract_id: contractId });
  const list = (await open.toArray({ limit: 200 }))
    .filter(({ status }) => status < 20)
    .map(({ id, title }) => ({ id, title }));
  await write({ tasks: { contractId, list } });
}

/** Times are shown as WebWork writes them, never converted: their time zone is not documented. */
const shown = (entry: TimeEntry): Entry => ({
  id: entry.id,
  date: entry.date,
  start: entry.start_time.slice(11, 16),
  end: entry.end_time?.slice(11, 16) ?? "",
  minutes: entry.duration_minutes,
  choice: {
    contractId: entry.contract_id ?? null,
    taskId: entry.task_id ?? null,
    description: entry.activity_description ?? "",
    projectName: entry.project_name ?? null,
    taskTitle: entry.task_title ?? null,
  },
});

const dayBefore = (date: string, days: number) =>
  wallClock(Date.parse(`${date}T12:00:00Z`) - days * 86_400_000).date;
