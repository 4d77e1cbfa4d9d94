// The start page's script. It talks to the control endpoints only.

const element = (id) => document.getElementById(id);

function make(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Common faults, by what their buttons say. */
const FAULTS = {
  "Next request: 500": { times: 1, effect: { status: 500 } },
  "Next request: 429": { times: 1, effect: { status: 429, headers: { "retry-after": "5" } } },
  "Next request: never responds": { times: 1, effect: "stall" },
  "Next POST: stored, connection lost": {
    match: { method: "POST" },
    times: 1,
    effect: { reset: "after" },
  },
  "All requests: 2 s late": { effect: { latencyMs: 2000 } },
  "Half of all requests: 502": { probability: 0.5, effect: "html502" },
};

let noticeTimer;

function notify(message) {
  const notice = element("notice");
  notice.textContent = message;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    notice.hidden = true;
  }, 3000);
}

async function call(method, path, body) {
  const response = await fetch(`/__sandbox${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.error);
  return result;
}

/** Runs what a button does, then shows the result. */
async function act(work, done) {
  try {
    await work();
    notify(done);
    await refresh();
  } catch (error) {
    notify(error.message);
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notify("Copied");
  } catch {
    notify("The browser did not allow copying");
  }
}

/** What comes first in tables; the rest follows in its own order. */
const FIRST = ["owner", "executive_manager", "project_manager", "team_manager", "member"].concat([
  "members",
  "projects",
  "tasks",
  "time_entries",
  "contracts",
  "timesheets",
  "time_requests",
]);

function inOrder(object) {
  const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(object).sort(([one], [other]) => rank(one) - rank(other));
}

const readable = (name) => name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

function showTokens(tokens) {
  const items = inOrder(tokens).map(([role, token]) =>
    make("li", {}, [
      make("span", { className: "label", textContent: readable(role) }),
      make("code", { textContent: token }),
      make("button", {
        type: "button",
        className: "copy",
        textContent: "Copy",
        ariaLabel: `Copy the token of ${readable(role)}`,
        onclick: () => copy(token),
      }),
    ]),
  );
  element("tokens").replaceChildren(...items);
}

function showContents(namespaces) {
  const standard = namespaces.find(({ name }) => name === "");
  const workspace = standard.workspaces.find(({ id }) => id === 1) ?? standard.workspaces[0];
  element("workspace").textContent = `Workspace ${workspace.id}, ${workspace.name}`;
  const counts = inOrder(workspace.rows).map(([name, count]) =>
    make("div", {}, [
      make("dt", { textContent: readable(name) }),
      make("dd", { textContent: count.toLocaleString("en") }),
    ]),
  );
  element("counts").replaceChildren(...counts);
  const others = namespaces.map(({ name }) => name).filter(Boolean);
  const named = others.slice(0, 8).join(", ");
  element("namespaces").textContent =
    others.length === 0
      ? ""
      : `Namespaces: ${named}${others.length > 8 ? ` and ${others.length - 8} more` : ""}`;
}

let clock;

function showClock() {
  if (!clock) return;
  const now = clock.now + (Date.now() - clock.seen) * clock.speed;
  element("time").textContent = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  element("speed").textContent = clock.speed === 0 ? " clock stands still" : " clock is running";
}

function showFaults(faults) {
  const items = faults.map(({ id, hits, match, effect, times }) => {
    const which = Object.values(match ?? {}).filter((value) => value !== null);
    const what = typeof effect === "string" ? effect : Object.entries(effect).flat().join(" ");
    const limit = times === null || times === undefined ? "" : ` of ${times}`;
    return make("li", {}, [
      make("span", { textContent: `${[...which, what].join(" · ")} · ${hits}${limit} hits` }),
      make("button", {
        type: "button",
        className: "copy",
        textContent: "Remove",
        onclick: () => act(() => call("DELETE", `/faults/${id}`), "Fault removed"),
      }),
    ]);
  });
  element("faults").replaceChildren(...items);
}

async function refresh() {
  const [state, faults] = await Promise.all([call("GET", "/state"), call("GET", "/faults")]);
  showTokens(state.tokens);
  showContents(state.namespaces);
  // A rule that has applied as often as it may is history.
  showFaults(faults.filter(({ times, hits }) => typeof times !== "number" || hits < times));
  clock = { ...state.clock, seen: Date.now() };
  showClock();
}

/** At most one refresh at a time, and one more for what comes in between. */
let refreshing = false;
let again = false;

async function refreshSoon() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  while (again) {
    again = false;
    await refresh().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  refreshing = false;
}

const KEPT = 200;

function classOf(status) {
  if (typeof status !== "number" || status >= 500) return "bad";
  return status >= 400 ? "warn" : "good";
}

function addRequest({ method, path, status, ms, role }) {
  const cell = (textContent, className = "") => make("td", { textContent, className });
  const row = make("tr", {}, [
    cell(String(status), classOf(status)),
    cell(method),
    cell(path, "path"),
    cell(role, "token-column"),
    cell(String(ms), "number"),
  ]);
  const rows = element("requests");
  rows.prepend(row);
  while (rows.children.length > KEPT) rows.lastChild.remove();
  element("none").hidden = true;
}

function follow() {
  const events = new EventSource("/__sandbox/events");
  const connected = (is) => {
    element("status").textContent = is ? `running on ${location.host}` : "not reachable";
    for (const id of ["status", "live"]) element(id).classList.toggle("away", !is);
  };
  events.onopen = () => {
    // The server sends its last lines again.
    element("requests").replaceChildren();
    connected(true);
    refreshSoon();
  };
  events.onerror = () => connected(false);
  events.onmessage = ({ data }) => {
    addRequest(JSON.parse(data));
    refreshSoon();
  };
}

const base = `${location.origin}/api/v2`;
element("base").textContent = base;
element("curl").textContent =
  `curl "${base}/projects?workspace_id=1" \\\n  -H "Authorization: Bearer sandbox-owner"`;
element("sdk").textContent = `import { WebWork } from "webwork-sdk";

const webwork = new WebWork({
  token: "sandbox-owner",
  baseUrl: "${base}",
  workspaceId: 1,
});
const { data } = await webwork.projects.list();`;

for (const button of document.querySelectorAll("[data-copy]"))
  button.onclick = () => copy(element(button.dataset.copy).textContent);
for (const button of document.querySelectorAll("[data-advance]"))
  button.onclick = () => {
    const advance = Number(button.dataset.advance);
    return act(() => call("POST", "/clock", { advance }), "The clock was moved");
  };
element("reset").onclick = () => act(() => call("POST", "/reset"), "Everything is as at the start");
element("fault-buttons").append(
  ...Object.entries(FAULTS).map(([name, rule]) =>
    make("button", {
      type: "button",
      textContent: name,
      onclick: () => act(() => call("POST", "/faults", rule), "Fault added"),
    }),
  ),
);
setInterval(showClock, 1000);
follow();
