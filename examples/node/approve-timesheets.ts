// Approves or rejects the timesheets that were submitted: from a list on the terminal, or with options.

import * as prompts from "@clack/prompts";
import Table from "cli-table3";
import { type Timesheet, type WebWork, WebWorkError } from "webwork-sdk";
import {
  addDays,
  connect,
  EXIT,
  hours,
  messageOf,
  paint,
  program,
  UsageError,
} from "./lib/common.ts";

const HELP = `
approve-timesheets: approve or reject the timesheets that were submitted

  npm run example -- approve-timesheets [--from YYYY-MM-DD] [--to YYYY-MM-DD]
  npm run example -- approve-timesheets --approve all|ID,ID
  npm run example -- approve-timesheets --reject ID,ID --reason TEXT

  --from, --to     timesheets of these days (default: the last five weeks)
  --list           print them and change nothing
  --approve IDS    approve these, or "all", and ask nothing
  --reject IDS     reject these, and ask nothing
  --reason TEXT    the reason for a rejection; the member sees it

Exit codes: 0 done, 1 at least one failed, 2 wrong options, 130 cancelled.
`;

interface Decision {
  sheets: Timesheet[];
  /** Why they are rejected; without it, they are approved. */
  reason?: string | undefined;
}

await program(
  HELP,
  {
    from: { type: "string" },
    to: { type: "string" },
    list: { type: "boolean", default: false },
    approve: { type: "string" },
    reject: { type: "string" },
    reason: { type: "string" },
  },
  async ({ values }) => {
    const { approve, reject, reason, list } = values;
    if (approve !== undefined && reject !== undefined)
      throw new UsageError("--approve and --reject are two runs");
    if (reject !== undefined && !reason) throw new UsageError("--reject needs a --reason");
    const ids = approve ?? reject;
    if (ids === undefined && !list && !process.stdin.isTTY)
      throw new UsageError("this is no terminal to ask on: use --list, --approve or --reject");

    const { webwork, today } = await connect(values);
    const sheets = await webwork.timesheets
      .list({
        status: "submitted",
        date_from: values.from ?? addDays(today, -35),
        date_to: values.to ?? today,
      })
      .toArray();
    if (sheets.length === 0) {
      console.log("No timesheet waits for approval.");
      return 0;
    }
    const names = await memberNames(webwork);
    if (list) {
      printList(sheets, names);
      return 0;
    }
    const decision =
      ids === undefined ? await ask(sheets, names) : { sheets: select(sheets, ids), reason };
    if (!decision) return EXIT.interrupted;
    return carryOut(webwork, decision, names);
  },
);

type Names = Map<number | null | undefined, string>;

/** What a timesheet calls the member is not documented: ask the list of members. */
async function memberNames(webwork: WebWork): Promise<Names> {
  const members = await webwork.members.list().toArray();
  return new Map(members.map(({ id, firstname, lastname }) => [id, `${firstname} ${lastname}`]));
}

function nameOf({ user_id }: Timesheet, names: Names): string {
  return names.get(user_id) ?? `user ${user_id ?? "unknown"}`;
}

function hoursOf({ total_minutes }: Timesheet): string {
  return total_minutes == null ? "?" : hours(total_minutes);
}

function printList(sheets: Timesheet[], names: Names): void {
  const table = new Table({
    head: ["member", "from", "to", "hours", "id"],
    colAligns: ["left", "left", "left", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const sheet of sheets)
    table.push([
      nameOf(sheet, names),
      sheet.date_from ?? "",
      sheet.date_to ?? "",
      hoursOf(sheet),
      sheet.id,
    ]);
  console.log(table.toString());
}

function select(sheets: Timesheet[], ids: string): Timesheet[] {
  if (ids === "all") return sheets;
  return ids.split(",").map((id) => {
    const found = sheets.find((sheet) => sheet.id === id.trim());
    if (!found) throw new UsageError(`no timesheet "${id.trim()}" waits for approval`);
    return found;
  });
}

/** Undefined where the user cancels. */
async function ask(sheets: Timesheet[], names: Names): Promise<Decision | undefined> {
  prompts.intro(`${sheets.length} timesheets wait for approval`);
  const chosen = await prompts.multiselect({
    message: "Which ones? A selects all.",
    options: sheets.map((sheet) => ({
      value: sheet,
      label: `${nameOf(sheet, names)}, ${sheet.date_from} to ${sheet.date_to}, ${hoursOf(sheet)} hours`,
    })),
    maxItems: 12,
  });
  if (prompts.isCancel(chosen)) return cancelled();
  const what = await prompts.select({
    message: `What about ${chosen.length === 1 ? "it" : `these ${chosen.length}`}?`,
    options: [
      { value: "approve", label: "Approve" },
      { value: "reject", label: "Reject", hint: "asks for the reason" },
    ],
  });
  if (prompts.isCancel(what)) return cancelled();
  if (what === "approve") return { sheets: chosen };
  const reason = await prompts.text({
    message: "Why? The member sees it.",
    validate: (text) => (text?.trim() ? undefined : "A reason is needed."),
  });
  if (prompts.isCancel(reason)) return cancelled();
  return { sheets: chosen, reason };
}

function cancelled(): undefined {
  prompts.cancel("Nothing was changed.");
}

async function carryOut(
  webwork: WebWork,
  { sheets, reason }: Decision,
  names: Names,
): Promise<number> {
  let failed = 0;
  for (const sheet of sheets) {
    const title = `${nameOf(sheet, names)}, ${sheet.date_from} to ${sheet.date_to}`;
    try {
      await decide(webwork, sheet.id, reason);
      console.log(`${reason ? "rejected" : "approved"}  ${title}`);
    } catch (error) {
      // Without a valid token the next ones fail too.
      if (!(error instanceof WebWorkError) || error.code === "authentication") throw error;
      failed++;
      console.error(`${paint("red", "failed")}    ${title}: ${messageOf(error)}`);
    }
  }
  return failed === 0 ? 0 : EXIT.failed;
}

async function decide(webwork: WebWork, timesheet_id: string, reason?: string): Promise<void> {
  try {
    if (reason) await webwork.timesheets.reject({ timesheet_id, reason });
    else await webwork.timesheets.approve({ timesheet_id });
  } catch (error) {
    // The response to the first attempt may have been lost, and the second one refused because of it.
    if (!(error instanceof WebWorkError) || error.outcome !== "unknown") throw error;
    const { data } = await webwork.timesheets.list({ id: timesheet_id });
    if (data[0]?.status !== (reason ? "rejected" : "approved")) throw error;
  }
}
