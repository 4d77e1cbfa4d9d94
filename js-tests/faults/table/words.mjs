// The words that the table is written in.

/** What has to come of a call. */
export const done = (more) => ({ is: "resolved", sent: 1, ...more });
export const fails = (is, outcome, more) => ({ is, outcome, sent: 1, ...more });
export const none = (more) => fails("ConnectionError", "unknown", more);
export const broken = "DecodeError";
export const AT_ONCE = [0, 2_500];
/** The same of several methods. */
export const each = (methods, expected) =>
  Object.fromEntries(methods.split(" ").map((method) => [method, expected]));
/** Another in both browsers. */
export const browsers = (differs) => ({ chromium: differs, firefox: differs });

/** Options of the client. */
export const limits = (more) => () => more;
/** Long enough for a browser on a busy machine to have sent the request. */
export const impatient = (more) => limits({ timeout: 1_500, maxRetries: 1, ...more });

/** What the server does the first time only. */
export const once = (bad) => (exchange) =>
  exchange.number === 1 ? bad(exchange) : exchange.fine();
/** A head with no more in it than has to be. */
export const head = (line, length) =>
  `HTTP/1.1 ${line}\r\naccess-control-allow-origin: *\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
export const empty = JSON.stringify({ success: true, data: [], meta: {} });
export const html = "<!doctype html><title>Log in</title>";
