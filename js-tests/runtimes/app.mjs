// The app under test: the two lines that a user writes, and a report of the result to the test.

/** What the app asks for: a day of the seed with one entry. */
export const DAY = { user_id: 100, date: "2026-01-28" };

/** `base` and `token` are those of the server to call. The result is posted to `report`. */
export function makeApp({ base, token, report }) {
  const from = (module = "webwork-sdk") => `import { WebWork } from "${module}";`;
  const call = `new WebWork({ token: "${token}", baseUrl: "${base}", workspaceId: 1 }).timeEntries.list(${JSON.stringify(DAY)})`;
  const result = `${call}.then((page) => page.data[0].id, (error) => error.name + ": " + error.message)`;
  const post = (promise) =>
    `${promise}.then((result) => fetch("${report}", { method: "POST", body: result }))`;
  const send = post(result);
  return {
    /** A module that calls and reports. It can import the package from another place. */
    module: (module) => `${from(module)}\n${send};\n`,
    required: `const { WebWork } = require("webwork-sdk");\n${send};\n`,
    /** The import alone, for modules with another structure. */
    import: from,
    /** An expression: a promise of the result, as a string. */
    result,
    /** An expression: a promise that the result was reported. `post` does it for another promise. */
    send,
    post,
  };
}

/** A page that loads a module. */
export const page = (
  script,
  head = "",
) => `<!doctype html><html><head><meta charset="utf-8"><title>An app</title>${head}</head>
<body><script type="module" src="${script}"></script></body></html>\n`;
