// Mistakes that users make, and what servers do: each makes an error whose message people look up.

const day = { user_id: 100, date: "2026-01-28" };
const entry = { ...day, start_time: "19:00", end_time: "20:30" };

/** Each gets a function that makes a client with some options, and a sandbox. */
export const mistakes = {
  "a parameter is missing": ({ webwork }) => webwork.timeEntries.list({ date: day.date }),
  "no workspace": ({ make }) => make({ workspaceId: undefined }).timeEntries.list(day),
  "a misspelt parameter": ({ webwork }) => webwork.timeEntries.list({ ...day, userid: 1 }),
  "options among the parameters": ({ webwork }) => webwork.timeEntries.list({ ...day, signal: 1 }),
  "a Date": ({ webwork }) => webwork.timeEntries.list({ ...day, date: new Date(0) }),
  "a time without a zero": ({ webwork }) =>
    webwork.timeEntries.create({ ...entry, start_time: "9:00" }),
  "an end at 24:00": ({ webwork }) => webwork.timeEntries.create({ ...entry, end_time: "24:00" }),
  "an end before the start": ({ webwork }) =>
    webwork.timeEntries.create({ ...entry, end_time: "09:00" }),
  "a quarter": ({ webwork }) =>
    webwork.reports.trackedHours({
      user_id: 100,
      start_date: "2026-01-01",
      end_date: "2026-03-31",
    }),
  "an id that is too large": ({ webwork }) =>
    webwork.timeEntries.list({ ...day, user_id: 2 ** 60 }),
  "a token with Bearer": ({ make }) => make({ token: "Bearer abc" }),
  "a token with a line break": ({ make }) => make({ token: "abc\n" }),
  "an empty token": ({ make }) => make({ token: "" }),
  "a token that is missing": ({ make }) => make({ token: undefined }),
  "a token made of a missing value": ({ make }) => make({ token: "undefined" }),
  "a header for the token": ({ make }) => make({ headers: { authorization: "x" } }),
  http: ({ make }) => make({ baseUrl: "http://api.example" }),
  "a path without a slash": ({ webwork }) =>
    webwork.request({ method: "GET", path: "time-entries" }),
  "another range's cursor": ({ webwork }) =>
    webwork.timeEntries
      .range(
        { user_ids: [100], from: day.date, to: day.date },
        { cursor: { of: 1, done: 0, seen: [] } },
      )
      .next(),
  "a damaged journal": ({ webwork }) =>
    webwork.timeEntries
      .createMany([entry], { journal: { load: () => ["{}", "{}"], append() {} } })
      .next(),
  "an unknown token": ({ make }) => make({ token: "unknown" }).timeEntries.list(day),
  "a token function that throws": ({ make }) =>
    make({
      token: () => {
        throw new Error("the vault is closed");
      },
    }).timeEntries.list(day),
  "a token function that returns nothing": ({ make }) =>
    make({ token: () => undefined }).timeEntries.list(day),
  "a role that may not": ({ make, sandbox }) =>
    make({ token: sandbox.tokens.viewer }).webhooks.list(),
  "an unknown id": ({ webwork }) => webwork.projects.get({ project_id: 99_999 }),
  overlap: ({ webwork }) =>
    webwork.timeEntries.create({ ...day, start_time: "09:00", end_time: "17:00" }),
  "an HTML page under 502": faulty("html502"),
  "a long wait": faulty({ status: 429, headers: { "retry-after": 90 } }, { maxRetries: 2 }),
  "an HTML page under 200": faulty({ status: 200, body: "<html>" }),
  "an empty body": faulty({ status: 200, body: "" }),
  "an array": faulty({ status: 200, body: [] }),
  drift: faulty({ retype: "/data/0/duration_minutes" }, { validation: "strict" }),
  "a body that is cut off": faulty({ cutBody: 20 }),
  "a reset": faulty({ reset: "after" }),
  "a redirect": faulty({ status: 302, headers: { location: "/login" } }),
  "a silent server": faulty("stall", { timeout: 50 }),
  "a silent server, in total": faulty("stall", { totalTimeout: 50 }),
  "the limit": ({ make }) => {
    const webwork = make({ rateLimit: { requests: 1, per: 60_000 }, totalTimeout: 1_000 });
    return Promise.all([webwork.timeEntries.list(day), webwork.timeEntries.list(day)]);
  },
  "a server that is not there": ({ make }) =>
    // As Node.js says it.
    make({
      fetch: async () => {
        const cause = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
        throw new TypeError("fetch failed", { cause });
      },
    }).timeEntries.list(day),
  abort: ({ webwork }) => webwork.timeEntries.list(day, { signal: AbortSignal.abort() }),
  "a closed client": ({ make }) => {
    const webwork = make();
    webwork.close();
    return webwork.timeEntries.list(day);
  },
  "a mock that is no Response": ({ make }) =>
    make({ fetch: async () => ({}) }).timeEntries.list(day),
  "slim without its wasm": async ({ load }) => {
    const { WebWork } = await load("slim", "fresh");
    return new WebWork({ token: "x" }).workspaces.list();
  },
  "a parsed delivery": async ({ load }) => (await load("webhooks")).parseWebhook({ event: "x" }),
  "a large delivery": async ({ load }) =>
    (await load("webhooks")).parseWebhook("[1, 2, 3]", { maxBytes: 3 }),
  "a delivery with another token": async ({ load }) =>
    (await load("webhooks")).parseWebhook("{}", { token: "a", received: "b" }),
  "a session without tokens": async ({ load, make }) => {
    const { OAuth, memoryStore } = await load("oauth");
    const oauth = new OAuth({ clientId: "x", redirectUri: "https://app.example/callback" });
    return make({ token: oauth.session(memoryStore()).token }).workspaces.list();
  },
  "another sign-in": async ({ load }) => {
    const { OAuth } = await load("oauth");
    const oauth = new OAuth({ clientId: "x", redirectUri: "https://app.example/callback" });
    return oauth.exchangeCode({ code: "a", state: "b", expectedState: "c", codeVerifier: "d" });
  },
  "a page in a spread": async ({ webwork }) => {
    const entries = await webwork.timeEntries.list(day);
    return [...entries];
  },
};

function faulty(effect, options) {
  return ({ make, sandbox }) => {
    sandbox.fault({ effect });
    return make(options).timeEntries.list(day);
  };
}
