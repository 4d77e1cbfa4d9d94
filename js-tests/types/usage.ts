// Uses everything that the package exports, under the strictest settings.

import {
  type AnyWebWorkError,
  ApiError,
  type ApiPromise,
  type CallOptions,
  type ClientOptions,
  type CreateManyResult,
  type CreateTimeEntryParams,
  type CreateTimeEntryResponse,
  DecodeError,
  type DriftEvent,
  type ErrorCode,
  InvalidArgumentError,
  type Issue,
  type Journal,
  type ListTimeEntriesParams,
  type Member,
  type MemberStatus,
  type MessageResponse,
  type Meta,
  type Outcome,
  type Page,
  type PagePromise,
  type Pagination,
  type RateLimit,
  RateLimitError,
  type RequestSpec,
  type TimeEntry,
  type TimeEntryCreated,
  type TimeEntryPage,
  type TimeEntryRange,
  type TimeEntryRangeCursor,
  type TimeEntryRangeOptions,
  type TimesheetDayProject,
  type UpdateTaskParams,
  type UpdateTimeEntryParams,
  ValidationError,
  type WaitEvent,
  WebWork,
  WebWorkError,
} from "webwork-sdk";
import {
  createSandbox,
  Sandbox,
  type SandboxFault,
  type SandboxFaultRule,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxSnapshot,
} from "webwork-sdk/sandbox";
import { loadWasm, WebWork as SlimWebWork, type WasmSource } from "webwork-sdk/slim";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const expect = <T extends true>(): T | undefined => undefined;

const options: ClientOptions = {
  token: async () => "token",
  workspaceId: 1,
  baseUrl: "https://example.com",
  fetch: globalThis.fetch,
  timeout: 1_000,
  totalTimeout: 10_000,
  maxRetries: 0,
  rateLimit: { requests: 60, per: 60_000, key: "user 100" },
  headers: { "x-trace": "1", "x-maybe": undefined },
  validation: "strict",
  onRequest: ({ operation, method, url, attempt }) =>
    void `${operation} ${method} ${url} ${attempt.toFixed()}`,
  onResponse: ({ status, durationMs, rateLimit, requestId }) =>
    void [status.toFixed(), durationMs.toFixed(), rateLimit.limit?.toFixed(), requestId?.length],
  onRetry: ({ reason, delayMs }) => void [reason.length, delayMs.toFixed()],
  onWait: ({ operation, reason, delayMs, queued }: WaitEvent) =>
    void [operation.length, reason === "retry", delayMs.toFixed(), queued.toFixed()],
  onDrift: (event: DriftEvent) => void [event.pointer, event.expected, event.found],
};

async function use(): Promise<void> {
  using webwork = new WebWork(options);
  const list: ListTimeEntriesParams = {
    user_id: 100,
    date: "2026-01-29",
    project_id: undefined,
    page: 1,
    per_page: 20,
  };
  const call: CallOptions = {
    signal: new AbortController().signal,
    timeout: 1,
    totalTimeout: 2,
    maxRetries: 1,
    priority: "bulk",
    headers: [["a", "b"]],
    query: { a: [1] },
    body: { b: null },
  };

  const promise: PagePromise<TimeEntry> = webwork.timeEntries.list(list, call);
  const page: Page<TimeEntry> = await promise;
  const same: TimeEntryPage = page;
  for (const entry of same.data) expect<Equal<typeof entry, TimeEntry>>();
  for await (const entry of same) expect<Equal<typeof entry, TimeEntry>>();
  // @ts-expect-error a page is only async-iterable: its own items are page.data
  for (const entry of same) void entry;
  for await (const entry of webwork.timeEntries.list(list)) {
    expect<Equal<typeof entry.id, string>>();
    expect<Equal<typeof entry.contract_id, number | null | undefined>>();
    expect<Equal<typeof entry.end_time, string | null | undefined>>();
    expect<Equal<typeof entry.duration_minutes, number>>();
  }
  const range: TimeEntryRange = webwork.timeEntries.range(
    { user_ids: [1], from: "2026-01-01", to: "2026-01-31" },
    { concurrency: 2, onProgress: ({ etaMs }) => void etaMs.toFixed() },
  );
  for await (const entry of range) expect<Equal<typeof entry, TimeEntry>>();
  const cursor: TimeEntryRangeCursor | undefined = JSON.parse(JSON.stringify(range.cursor));
  const rangeOptions: TimeEntryRangeOptions = { cursor, signal: null };
  const ranged: TimeEntry[] = await webwork.timeEntries
    .range({ user_ids: [1] as const, from: "2026-01-01", to: "2026-01-31" }, rangeOptions)
    .toArray({ limit: 5 });
  // @ts-expect-error user_ids is missing
  webwork.timeEntries.range({ from: "2026-01-01", to: "2026-01-31" });
  const journal: Journal = { load: () => [], append: async (record: string) => void record };
  const input = [{ user_id: 1, date: "d", start_time: "09:00", end_time: "10:00", line: 3 }];
  for await (const result of webwork.timeEntries.createMany(input, { journal })) {
    expect<Equal<typeof result, CreateManyResult<(typeof input)[number]>>>();
    const { status, saved, ids, error } = result;
    void [status === "unknown", saved.toFixed(), ids.length, error?.code, result.entry.line];
  }
  void ranged;
  for await (const one of webwork.timeEntries.list(list).pages())
    expect<Equal<typeof one, Page<TimeEntry>>>();
  const next: TimeEntryPage | null = page.hasNextPage() ? await page.nextPage() : null;
  const pagination: Pagination | undefined = next?.pagination;
  const meta: Meta | undefined = page.meta;
  void [pagination?.total?.toFixed(), meta?.timestamp?.length];

  const create: CreateTimeEntryParams = {
    user_id: 100,
    date: "2026-01-29",
    start_time: "09:00",
    end_time: "17:00",
    notes: null,
    task_id: undefined,
  };
  const making: ApiPromise<CreateTimeEntryResponse> = webwork.timeEntries.create(create);
  const { body, status, headers, requestId, attempts, rateLimit } = await making.withResponse();
  expect<Equal<typeof body.saved_minutes, number>>();
  expect<Equal<typeof body.data, TimeEntryCreated>>();
  expect<Equal<typeof rateLimit, RateLimit>>();
  void [status.toFixed(), headers.get("a"), requestId?.length, attempts.toFixed()];

  const update: UpdateTimeEntryParams = { time_entry_id: "a", workspace_id: 1, project_id: null };
  const updated: MessageResponse = await webwork.timeEntries.update(update);
  const deleted = await webwork.timeEntries.delete({ time_entry_id: "a" });
  void [updated.success, deleted.message?.length];

  const spec: RequestSpec = { method: "GET", path: "/leaves" };
  const raw = await webwork.request(spec);
  expect<Equal<typeof raw, unknown>>();
  const typed = await webwork.request<{ a: 1 }>(spec);
  expect<Equal<typeof typed, { a: 1 }>>();

  const other: WebWork = webwork.withOptions({ validation: "off" });
  const { limit, remaining, resetMs } = other.rateLimit;
  void [limit?.toFixed(), remaining?.toFixed(), resetMs?.toFixed(), WebWork.version.length];
  other.close();

  try {
    await making;
  } catch (error) {
    if (error instanceof WebWorkError) expect<Equal<typeof error.outcome, Outcome>>();
    if (error instanceof RateLimitError) void error.retryAfterMs?.toFixed();
    if (error instanceof DecodeError) void [error.excerpt?.length, error.pointer?.length];
    if (error instanceof InvalidArgumentError) {
      expect<Equal<typeof error.code, "invalid_argument">>();
      const [issue]: readonly Issue[] = error.issues;
      void [issue?.parameter.length, issue?.expected.length, issue?.received.length];
    }
    if (error instanceof ValidationError) {
      expect<Equal<typeof error.code, "validation">>();
      expect<Equal<typeof error.errors, Record<string, string[]>>>();
    }
    if (error instanceof WebWorkError) {
      expect<Equal<typeof error.code, ErrorCode>>();
      expect<Equal<typeof error.retryable, boolean>>();
      // @ts-expect-error there is no such code
      void (error.code === "validaton");
      const known = error as AnyWebWorkError;
      switch (known.code) {
        case "validation":
          expect<Equal<typeof known, ValidationError>>();
          break;
        case "rate_limited":
          expect<Equal<typeof known.retryAfterMs, number | undefined>>();
          break;
        case "invalid_argument":
          void known.issues.length;
          break;
        case "api":
          void known.status?.toFixed();
          break;
        // @ts-expect-error there is no such code
        case "bad_gateway":
          break;
        default:
          void known.retryable;
      }
    }
    if (error instanceof ApiError)
      void [error.status?.toFixed(), error.headers?.get("a"), error.requestId?.length];
  }

  const sandboxOptions: SandboxOptions = {
    now: Date.now(),
    speed: 2,
    rateLimit: { requests: 60, per: 60_000, window: "sliding" },
    data: { members: [{ id: 7, firstname: "A" }] },
    onWebhook: ({ event, body }) => console.log(event, body),
  };
  const sandbox: Sandbox = await createSandbox(sandboxOptions);
  void new WebWork({ token: sandbox.tokens.viewer, fetch: sandbox.fetch });
  const rule: SandboxFaultRule = {
    match: { operation: "timeEntries.create" },
    times: 1,
    effect: { reset: "after" },
  };
  const fault: SandboxFault = sandbox.fault(rule);
  await sandbox.advance(fault.hits);
  const snapshot: SandboxSnapshot = await sandbox.snapshot();
  await sandbox.restore(snapshot);
  const last: SandboxRequest | undefined = sandbox.requests.at(-1);
  console.log(last?.operation ?? "none", last?.status ?? 0);
  // @ts-expect-error there is no such operation
  sandbox.fault({ match: { operation: "timeEntries.fly" }, effect: "stall" });
  // @ts-expect-error there is no such effect
  sandbox.fault({ effect: "explode" });
  void new WebWork({ token: "t", fetch: (url, init) => new Sandbox().fetch(url, init) });

  const source: WasmSource = new Uint8Array();
  loadWasm(Promise.resolve(source));
  void new SlimWebWork({ token: "t" });

  // @ts-expect-error a required parameter is missing
  void webwork.timeEntries.list({ user_id: 1 });
  // @ts-expect-error a parameter is unknown
  void webwork.timeEntries.list({ ...list, userId: 1 });
  // @ts-expect-error null is not allowed here
  void webwork.timeEntries.update({ time_entry_id: "a", date: null });
  // @ts-expect-error an option is unknown
  void webwork.timeEntries.list(list, { retries: 1 });
  // @ts-expect-error a verb is unknown
  void webwork.timeEntries.remove;
  // @ts-expect-error a query cannot say null
  void webwork.timeEntries.list(list, { query: { a: null } });
  // @ts-expect-error an option is unknown
  void new WebWork({ token: "t", rateLimit: { requests: 1, per: 1, store: {} } });
  void new WebWork({ token: ({ rejected }) => (rejected === undefined ? "t" : "u") });
  // @ts-expect-error the token is missing
  void new WebWork({});
}

async function useOtherResources(webwork: WebWork): Promise<void> {
  // A response may hold other values than the documented ones; a request may not.
  const members: Page<Member> = await webwork.members.list({ status: "active" });
  for (const member of members.data) {
    expect<Equal<typeof member.status, MemberStatus | (string & {})>>();
    expect<Equal<typeof member.rate, number | null | undefined>>();
  }
  // @ts-expect-error no such status
  void webwork.members.list({ status: "gone" });
  // @ts-expect-error no such code
  void webwork.tasks.create({ project_id: 1, title: "t", status: 11 });
  const custom: UpdateTaskParams = {
    task_id: 1,
    project_id: 1,
    status: 11,
    description: null,
    end_date: null,
  };
  void webwork.tasks.update(custom);
  // @ts-expect-error this one cannot be cleared
  void webwork.tasks.create({ project_id: 1, title: "t", description: null });
  // The docs announce more events.
  void webwork.webhooks.create({
    url: "https://example.com",
    events: ["tracker.started", "invoice.paid"],
  });

  // Sources disagree on the type of these.
  void webwork.projectViewers.get({ viewer_id: 100 });
  void webwork.projectViewers.get({ viewer_id: "abc" });
  const { data: assignment } = await webwork.tasks.assign({
    task_id: 1,
    user_id: 2,
    project_id: 3,
  });
  expect<Equal<typeof assignment.user_id, string | number | undefined>>();

  for await (const sheet of webwork.timesheets.list()) {
    const day: TimesheetDayProject[] | undefined = sheet.daily_breakdown?.["2026-01-29"];
    void day?.[0]?.total_minutes?.toFixed();
    expect<Equal<typeof sheet.member, unknown>>();
  }
  const readonlyIds: readonly number[] = [1, 2];
  for await (const row of webwork.reports.dailyTimeline({
    date: "2026-01-29",
    user_ids: readonlyIds,
  }))
    expect<Equal<(typeof row)[string], unknown>>();
  const { data: done } = await webwork.timesheets.approve({ timesheet_id: "abc" });
  expect<Equal<typeof done, Record<string, unknown> | null | undefined>>();
}

void [use, useOtherResources];
