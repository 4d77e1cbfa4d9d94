// What a user writes, in two lines, and what tells the test how it went.

/** `base` and `token` are of the server to call; `report` is where the result goes. */
export function makeApp({ base, token, report }) {
  const from = (module = "webwork-sdk") => `import { WebWork } from "${module}";`;
  const call = `new WebWork({ token: "${token}", baseUrl: "${base}", workspaceId: 1 }).timeEntries.list({ user_id: 100, date: "2026-01-29" })`;
  const result = `${call}.then((page) => page.data[0].id, (error) => error.name + ": " + error.message)`;
  const post = (promise) =>
    `${promise}.then((result) => fetch("${report}", { method: "POST", body: result }))`;
  const send = post(result);
  return {
    /** A module that calls and reports; it may get the package from elsewhere. */
    module: (module) => `${from(module)}\n${send};\n`,
    required: `const { WebWork } = require("webwork-sdk");\n${send};\n`,
    /** For what is put into a module of another shape. */
    import: from,
    /** An expression: a promise of the result's text. */
    result,
    /** An expression: a promise that the result was reported, or that of another promise. */
    send,
    post,
  };
}

/** A page that runs a module. */
export const page = (
  script,
  head = "",
) => `<!doctype html><html><head><meta charset="utf-8"><title>An app</title>${head}</head>
<body><script type="module" src="${script}"></script></body></html>\n`;
