// Error statuses.

import { AT_ONCE, done, each, fails, limits, once } from "./helpers.mjs";

const DOCUMENTED = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "ValidationError",
};

const refusals = Object.entries(DOCUMENTED).map(([status, is]) => {
  const expected = fails(is, "rejected", { message: `${status} it may not be` });
  return {
    title: `${status} as documented`,
    respond: (x) => x.refuse(Number(status), "it may not be"),
    ...each("GET POST PUT DELETE", expected),
  };
});

const passing = [408, 500, 502, 503, 504].flatMap((status) => {
  const is = status === 408 ? "ApiError" : "ServerError";
  const respond = (x) => x.refuse(status, "later");
  return [
    {
      title: `${status} once`,
      respond: once(respond),
      ...each("GET PUT DELETE", done({ sent: 2 })),
      POST: fails(is, "unknown"),
    },
    { title: `${status} each time`, respond, GET: fails(is, "unknown", { sent: 3 }) },
  ];
});

const judged = {
  "BadRequestError rejected": "400",
  "AuthenticationError rejected": "401",
  "PermissionError rejected": "403",
  "NotFoundError rejected": "404",
  "ApiError unknown": "408",
  "ConflictError rejected": "409",
  "ValidationError rejected": "422",
  "RateLimitError rejected": "429",
  "ServerError unknown": "500-599",
};

export const statuses = [
  ...refusals,
  ...passing,
  {
    title: "each status from 400 to 599",
    respond: (x) => x.refuse(Number(x.url.searchParams.get("status")), "no"),
    options: limits({ rateLimit: false, maxRetries: 0 }),
    async run({ webwork, calls, plain, token }) {
      const found = {};
      const ask = async (status) => {
        const { is, outcome } = await calls
          .POST(webwork, { query: { status } })
          .catch((error) => plain(error, token));
        const key = `${is} ${outcome}`;
        found[key] ??= [];
        found[key].push(status);
      };
      await Promise.all(Array.from({ length: 200 }, (_, at) => ask(400 + at)));
      return Object.fromEntries(
        Object.entries(found).map(([what, numbers]) => [what, ranges(numbers)]),
      );
    },
    expect: {
      is: "resolved",
      within: [0, 15_000],
      value: {
        ...judged,
        "ConnectionError unknown": "407",
        "ApiError rejected": "402, 405-406, 410-421, 423-428, 430-499",
      },
    },
    but: {
      firefox: {
        expect: {
          value: { ...judged, "ApiError rejected": "402, 405-407, 410-421, 423-428, 430-499" },
        },
        why: "fetch rejects a 407, which is meant for proxies; Firefox lets it through",
      },
    },
  },
  {
    title: "425 Too Early",
    respond: (x) => x.refuse(425, "later"),
    ...each("GET POST", fails("ApiError", "rejected")),
  },
  {
    title: "304 to a request without conditions",
    respond: (x) => x.send(304),
    GET: fails("ConnectionError", "unknown"),
  },
  {
    title: "103 before the response",
    respond: (x) => x.hint().then(() => x.fine()),
    ...each("GET POST", done()),
  },
  {
    title: "401, then another token from the token function",
    respond: (x) => (x.token.endsWith("old") ? x.refuse(401, "expired") : x.fine()),
    options: (token) => ({ token: provider(token, ["old", "new"]) }),
    ...each("GET POST", done({ sent: 2, within: AT_ONCE })),
  },
  {
    title: "401 to each token of the token function",
    respond: (x) => x.refuse(401, "no"),
    options: (token) => ({ token: provider(token, ["1", "2", "3", "4"]) }),
    ...each("GET POST", fails("AuthenticationError", "rejected", { sent: 2, within: AT_ONCE })),
  },
];

function ranges(numbers) {
  const runs = [];
  for (const number of numbers.sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}

/** A source of tokens; the last one stays. */
function provider(token, endings) {
  return () => `${token}-${endings.length > 1 ? endings.shift() : endings[0]}`;
}
