// What calls the functions that named snippets export, by document and name: a function, or two of them,
// of which `before` prepares what the module needs when it runs.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { here, home } from "../home.mjs";
import { render } from "./dom.mjs";
import { define } from "./prelude.mjs";

cpSync(join(here, "snippets/tools.mjs"), join(home, "tools.mjs"));
const tools = await import(pathToFileURL(join(home, "tools.mjs")));
const { query, vue } = tools;

const day = { user_id: 100, date: "2026-01-28" };
const entry = { ...day, start_time: "19:00", end_time: "20:30" };

/** A QueryClient, and what puts it around a component. */
function queryClient(t) {
  const client = new query.QueryClient();
  t.after(() => client.clear());
  const wrap = (element) => tools.createElement(query.QueryClientProvider, { client }, element);
  return { client, wrap };
}

/** Waits in turns until something is true. */
async function until(isTrue) {
  for (let turn = 0; turn < 1_000 && !isTrue(); turn++)
    await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isTrue());
}

/** The listener that an extension's worker adds, as a function that resolves to its response. */
function workerOf(t, stored) {
  let listener;
  define(t, {
    chrome: {
      storage: { local: { get: async () => stored } },
      runtime: { onMessage: { addListener: (one) => (listener = one) } },
    },
  });
  return (message) =>
    new Promise((respond) => {
      const isAsync = listener(message, {}, respond);
      if (!isAsync) respond(undefined);
    });
}

export const exercises = {
  "docs/getting-started.md": {
    "app/page.tsx": async ({ default: Page }) => {
      assert.ok((await Page()).length > 0);
    },
    "worker.ts": async ({ default: worker }, { sandbox }) => {
      const env = { WEBWORK_TOKEN: sandbox.token };
      const response = await worker.fetch(new Request("https://worker.example"), env);
      assert.ok((await response.json()).length > 0);
    },
  },

  "docs/extensions.md": {
    "background.js": {
      // It adds its listener as soon as it runs.
      before: ({ t }) => {
        const stored = {};
        return { stored, ask: workerOf(t, stored) };
      },
      after: async (_, { ask, sandbox, stored }) => {
        const message = { type: "entries", day };
        assert.equal((await ask(message)).error.code, "authentication");
        stored.token = sandbox.token;
        assert.ok((await ask(message)).data.length > 0);
        assert.equal(await ask({ type: "other" }), undefined);
      },
    },
    "popup.js": async ({ entriesOf }, { t }) => {
      const sent = [];
      const respondWith = (response) =>
        define(t, {
          chrome: { runtime: { sendMessage: async (one) => sent.push(one) && response } },
        });
      respondWith({ data: [1] });
      assert.deepEqual(await entriesOf(day), [1]);
      assert.deepEqual(sent, [{ type: "entries", day }]);
      respondWith({ error: { code: "x", message: "no token" } });
      await assert.rejects(entriesOf(day), /no token/);
    },
  },

  "docs/nextjs.md": {
    "app/day.tsx": async ({ default: Day }) => {
      const { props } = await Day({ date: day.date });
      assert.ok(props.children.length > 0);
    },
    "app/page.tsx": async ({ default: Page }) => {
      const { type, props } = await Page();
      assert.match(JSON.stringify(type(props).props), /"value":[1-9]/);
    },
    "app/monthly-report.ts": async ({ monthlyReport }) => {
      assert.ok(await monthlyReport("2026-01-01", "2026-01-31"));
    },
    "app/actions.ts": async ({ addEntry }) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(entry)) form.set(name, value);
      assert.deepEqual(await addEntry(form), { saved_minutes: 90 });
      form.set("end_time", "24:00");
      assert.equal((await addEntry(form)).code, "invalid_argument");
    },
    "lib/webwork.ts": async ({ clientOf }, { sandbox }) => {
      assert.ok((await clientOf(sandbox.token, 100).workspaces.list()).data.length > 0);
    },
    "app/api/entries/route.ts": async ({ GET }) => {
      const get = (date) => GET(new Request(`https://app.example/api/entries?date=${date}`));
      assert.ok((await (await get(day.date)).json()).length > 0);
      assert.equal((await get("yesterday")).status, 400);
    },
  },

  "docs/react-and-vue.md": {
    "entries-query.tsx": async ({ Entries, entriesQuery }, { t }) => {
      const { client, wrap } = queryClient(t);
      const html = await render(t, {
        tools,
        component: Entries,
        props: { day },
        until: /minutes/,
        wrap,
      });
      assert.match(html, /\d+ minutes/);
      assert.ok((await client.ensureQueryData(entriesQuery(day))).length > 0);
    },
    "add-entry.tsx": async ({ AddButton, addEntry }, { t }) => {
      const { client, wrap } = queryClient(t);
      const html = await render(t, {
        tools,
        component: AddButton,
        props: { entry },
        until: /Add/,
        wrap,
      });
      assert.match(html, /<button/);
      const { saved_minutes } = await new query.MutationObserver(client, addEntry(client)).mutate(
        entry,
      );
      assert.equal(saved_minutes, 90);
    },
    "projects-query.ts": async ({ projectsQuery }, { t }) => {
      const { client } = queryClient(t);
      const { pages } = await client.fetchInfiniteQuery({ ...projectsQuery, pages: 3 });
      assert.ok(pages.length > 0 && pages.length <= 3);
      assert.ok(pages[0].items.length > 0);
    },
    "entries-swr.tsx": async ({ Entries }, { t }) => {
      const html = await render(t, { tools, component: Entries, props: { day }, until: /minutes/ });
      assert.match(html, /\d+ minutes/);
    },
    "use-entries.ts": async ({ useEntries }, { t }) => {
      const scope = vue.effectScope();
      t.after(() => scope.stop());
      const date = vue.ref(day);
      const { entries, error } = scope.run(() => useEntries(date));
      await until(() => entries.value.length > 0);
      date.value = { ...day, date: "not a date" };
      await until(() => error.value !== undefined);
      assert.equal(error.value.code, "invalid_argument");
    },
  },
};
