// What a server says when it refuses: success that is not true, reasons in other members, repeats.

import { AT_ONCE, done, each, fails } from "./helpers.mjs";

const everyMethod = "GET POST PUT DELETE";

const notTrue = [false, 0, "false", null, "true", 1].map((success) => ({
  title: `success: ${JSON.stringify(success)} under 200`,
  respond: (x) => x.json(200, { success, message: "no room", meta: {} }),
  ...each(everyMethod, fails("ApiError", "rejected", { message: "200 no room" })),
}));

const SAID = {
  "a reason in error": [{ success: false, error: "no room" }, "no room"],
  "an empty message beside a reason in error": [
    { success: false, message: "", error: "no room" },
    "no room",
  ],
  "an empty message": [{ success: false, message: "" }, "(the response has no message)"],
  "a blank message": [{ success: false, message: "  " }, "(the response has no message)"],
  "a message that is no string": [
    { success: false, message: 5, error: ["x"] },
    "(the response has no message)",
  ],
};

const reasons = Object.entries(SAID).flatMap(([what, [body, message]]) =>
  [
    [400, "BadRequestError"],
    [200, "ApiError"],
  ].map(([status, is]) => ({
    title: `${what}, under ${status}`,
    respond: (x) => x.json(status, body),
    ...each(everyMethod, fails(is, "rejected", { message: `${status} ${message}` })),
  })),
);

const TRANSITIONS = {
  approve: ["approved", "This timesheet is already rejected and cannot be approved"],
  reject: ["rejected", "This timesheet is already approved and cannot be rejected"],
  submit: ["submitted", "This timesheet is already approved and cannot be submitted"],
  unsubmit: ["unsubmitted", "This timesheet is already approved and cannot be unsubmitted"],
};

/** A transition whose first response was lost, and what the server says to the repeat. */
const transition = (method, status, message) => ({
  respond: (x) => (x.number === 1 ? x.refuse(503, "later") : x.refuse(status, message)),
  run: ({ webwork }) =>
    webwork.timesheets[method]({
      workspace_id: 1,
      timesheet_id: "a",
      ...(method === "reject" && { reason: "no" }),
    }).then(
      (body) => body.success,
      ({ code, outcome }) => `${code} ${outcome}`,
    ),
});
const repeated = (value) => done({ sent: 2, attempts: undefined, within: [250, 3_500], value });

const transitions = Object.entries(TRANSITIONS).flatMap(([method, [participle, other]]) =>
  [409, 422].flatMap((status) => [
    {
      title: `503, then ${status} "already ${participle}" to ${method}`,
      ...transition(method, status, `The timesheet is ALREADY ${participle}.`),
      expect: repeated(true),
    },
    {
      title: `503, then ${status} "already" something else to ${method}`,
      ...transition(method, status, other),
      expect: repeated(status === 422 ? "validation unknown" : "conflict unknown"),
    },
  ]),
);

export const refusals = [
  ...notTrue,
  {
    title: "an error without success under 200",
    respond: (x) => x.json(200, { error: "no room" }),
    ...each(everyMethod, fails("ApiError", "rejected", { message: "200 no room" })),
  },
  {
    title: "error: null beside success under 200",
    respond: (x) => x.json(200, { success: true, error: null, data: [], meta: {} }),
    ...each(everyMethod, done()),
  },
  ...reasons,
  ...transitions,
  {
    title: "422 with messages by field",
    respond: (x) =>
      x.json(422, {
        success: false,
        message: "The given data was invalid.",
        errors: { end_time: ["must be after start_time", "too late"], date: "is a holiday" },
      }),
    run: ({ webwork, calls }) => calls.POST(webwork).catch(({ errors }) => errors),
    expect: done({
      attempts: undefined,
      within: AT_ONCE,
      value: { end_time: ["must be after start_time", "too late"], date: ["is a holiday"] },
    }),
  },
];
