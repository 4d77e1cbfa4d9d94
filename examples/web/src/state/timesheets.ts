// The timesheets that wait for approval.

import type { ReadonlySignal } from "@preact/signals";
import type { Timesheet } from "webwork-sdk";
import { addDays, formatDays } from "../lib/days.ts";
import type { Problem } from "../lib/problems.ts";
import { createRemote, type RemoteSource } from "../lib/remote.ts";
import type { Connection } from "../sdk/connection.ts";
import type { Notices } from "./notices.ts";

export interface Sheets {
  readonly items: readonly Timesheet[];
  /** How many there are on the server. */
  readonly total: number;
}

export interface Timesheets {
  readonly sheets: RemoteSource<Sheets>;
  loadMore(): Promise<void>;
  approve(sheet: Timesheet): Promise<Problem | undefined>;
  reject(sheet: Timesheet, reason: string): Promise<Problem | undefined>;
}

const WEEKS = 5;
const STEP = 4;

export function createTimesheets(
  connection: Connection,
  workspaceId: ReadonlySignal<number | undefined>,
  notices: Notices,
  explain: (error: unknown) => Problem,
): Timesheets {
  const { webwork } = connection;
  let wanted = STEP;

  const sheets = createRemote(async (signal): Promise<Sheets> => {
    const id = workspaceId.peek();
    if (id === undefined) return { items: [], total: 0 };
    const today = connection.today();
    const days = { date_from: addDays(today, -7 * WEEKS), date_to: today };
    const { data, pagination } = await webwork.timesheets.list(
      { workspace_id: id, status: "submitted", per_page: wanted, ...days },
      { signal },
    );
    return { items: data, total: pagination?.total ?? data.length };
  }, explain);

  async function decide(
    sheet: Timesheet,
    verb: string,
    call: (params: { workspace_id: number; timesheet_id: string }) => Promise<unknown>,
  ): Promise<Problem | undefined> {
    const id = workspaceId.peek();
    if (id === undefined) return undefined;
    try {
      await call({ workspace_id: id, timesheet_id: sheet.id });
    } catch (error) {
      return explain(error);
    }
    notices.show({ text: `${verb}: ${titleOf(sheet)}.`, tone: "good" });
    await sheets.reload();
    return undefined;
  }

  return {
    sheets,
    // One longer page, and not the next one: what is decided leaves the list, and moves the pages.
    loadMore: () => {
      wanted = Math.min(wanted + STEP, 100);
      return sheets.reload();
    },
    approve: (sheet) => decide(sheet, "Approved", (params) => webwork.timesheets.approve(params)),
    reject: (sheet, reason) =>
      decide(sheet, "Rejected", (params) => webwork.timesheets.reject({ ...params, reason })),
  };
}

/** The member's name: the API does not document whether it is text or an object. */
export function memberOf({ member, user_id }: Timesheet): string {
  return typeof member === "string" ? member : `Member ${user_id ?? "unknown"}`;
}

export function daysOfSheet({ date_from, date_to }: Timesheet): string {
  return date_from && date_to ? formatDays(date_from, date_to) : "";
}

const titleOf = (sheet: Timesheet) => `${memberOf(sheet)}, ${daysOfSheet(sheet)}`;
