// A WebWork inside the service worker, so that the timer can be tried without an account. Its data is
// kept in chrome.storage, because the worker, and the sandbox with it, is gone after a while.

import { Sandbox, type SandboxOptions } from "webwork-sdk/sandbox";
import { read, write } from "../shared/storage.ts";
import { wallClock } from "../timer/wall-clock.ts";

type Data = NonNullable<SandboxOptions["data"]>;

let only: ReturnType<typeof open> | undefined;

/** The sandbox's token, and the `fetch` that it responds to. */
export function sandbox() {
  only ??= open();
  return only;
}

function open() {
  const inner = new Sandbox({ data: data(Date.now()) });
  const save = async () => write({ sandbox: { snapshot: await inner.snapshot(), at: Date.now() } });

  async function restore() {
    const kept = await read("sandbox");
    if (!kept) return save();
    try {
      await inner.restore(kept.snapshot);
      // Its clock stood still while the worker was dead.
      await inner.advance(Math.max(0, Date.now() - kept.at));
    } catch {
      await save(); // Written by another version of the SDK.
    }
  }

  let ready: Promise<void> | undefined;
  return {
    token: inner.token,
    async fetch(url: string, init: RequestInit): Promise<Response> {
      ready ??= restore();
      await ready;
      const response = await inner.fetch(url, init);
      // Saved before the response is given: what the client has been told must not be lost.
      if (init.method !== "GET") await save();
      return response;
    },
  };
}

/** The one with projects and tasks in it. */
export const SANDBOX_WORKSPACE = 1;
const OWNER = 10;

/** Work for the sandbox's owner, up to yesterday. */
function data(now: number): Data {
  const day = (back: number) => wallClock(now - back * 86_400_000).date;
  const entry = (id: string, back: number, [start_time, end_time]: [string, string]) => ({
    id,
    user_id: OWNER,
    date: day(back),
    start_time,
    end_time,
    method: "Web tracker",
  });
  const redesign = { contract_id: 900, project_id: 10 };
  return {
    contracts: [
      { id: 900, user_id: OWNER, project_id: 10, weekly_hours_limit: 168 },
      { id: 901, user_id: OWNER, project_id: 100, weekly_hours_limit: 168 },
    ],
    time_entries: [
      { ...entry("demo-1", 1, ["08:30", "10:05"]), ...redesign, task_id: 5, notes: "Hero section" },
      { ...entry("demo-2", 1, ["10:20", "12:00"]), ...redesign, notes: "Review with the team" },
      {
        ...entry("demo-3", 1, ["13:00", "15:45"]),
        contract_id: 901,
        project_id: 100,
        notes: "Newsletter draft",
      },
      {
        ...entry("demo-4", 2, ["09:15", "11:40"]),
        ...redesign,
        task_id: 101,
        notes: "Release notes",
      },
    ],
  };
}
