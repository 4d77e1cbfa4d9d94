// Connections that end, and redirects.

import { browsers, done, each, none, once } from "./helpers.mjs";

const lost = { GET: none({ sent: 3 }), PUT: none({ sent: 3 }), POST: none() };
const insists = {
  firefox: {
    GET: { sent: 30, attempts: 3 },
    why: "Firefox repeats a GET up to ten times on its own",
  },
};

export const connections = [
  {
    title: "refused",
    serverless: true,
    GET: none({ sent: 0, attempts: 3 }),
    POST: none({ sent: 0, attempts: 1 }),
    but: {
      node: {
        GET: { outcome: "not_sent" },
        POST: { outcome: "not_sent" },
        why: "Node.js says why there was no response; browsers do not",
      },
    },
  },
  { title: "reset before the request's body", respond: (x) => x.reset(), ...lost, but: insists },
  {
    title: "reset after the request's body",
    respond: (x) => x.body().then(() => x.reset()),
    ...lost,
    but: insists,
  },
  {
    title: "reset once",
    respond: once((x) => x.body().then(() => x.reset())),
    ...each("GET PUT DELETE", done({ sent: 2 })),
    POST: none(),
    but: { firefox: { GET: { attempts: 1 }, why: insists.firefox.why } },
  },
  {
    title: "closed without a response",
    respond: (x) => x.body().then(() => x.hangUp()),
    ...lost,
    but: insists,
  },
  {
    title: "a response that is not HTTP",
    respond: (x) => x.raw("SSH-2.0-OpenSSH_9.2\r\n"),
    ...lost,
  },
  {
    title: "a head that is cut off",
    respond: (x) => x.raw("HTTP/1.1 200 OK\r\ncontent-ty"),
    ...lost,
  },
  {
    title: "a response that CORS hides from the page",
    respond: (x) => x.fine({ "access-control-allow-origin": "https://example.org" }),
    GET: done(),
    POST: done({}),
    but: browsers({ GET: none({ sent: 3 }), POST: none(), why: "CORS hides the response" }),
  },
];

// Redirects: the token must not follow them.

export const redirects = [301, 302, 303, 307, 308].flatMap((status) => [
  {
    title: `${status} to another origin`,
    respond: (x) => x.send(status, "", { location: `${x.elsewhere}/there` }),
    ...each("GET POST", none()),
  },
  {
    title: `${status} to the same origin`,
    respond: (x) => x.send(status, "", { location: "/there" }),
    ...each("GET POST", none()),
  },
]);
