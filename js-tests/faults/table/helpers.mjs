// What the entries of the table are written with.

/** Expected results. */
export const done = (more) => ({ is: "resolved", sent: 1, ...more });
export const fails = (is, outcome, more) => ({ is, outcome, sent: 1, ...more });
export const none = (more) => fails("ConnectionError", "unknown", more);
export const broken = "DecodeError";
export const AT_ONCE = [0, 2_500];
/** The same result for several methods. */
export const each = (methods, expected) =>
  Object.fromEntries(methods.split(" ").map((method) => [method, expected]));
/** Another result in both browsers. */
export const browsers = (differs) => ({ chromium: differs, firefox: differs });

/** Options of the client. */
export const limits = (more) => () => more;
/** Long enough for a browser on a busy machine to have sent the request. */
export const impatient = (more) => limits({ timeout: 1_500, maxRetries: 1, ...more });

/** Does something wrong with the first request only. */
export const once = (bad) => (exchange) =>
  exchange.number === 1 ? bad(exchange) : exchange.fine();
/** The smallest head of a response that works. */
export const head = (line, length) =>
  `HTTP/1.1 ${line}\r\naccess-control-allow-origin: *\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
export const empty = JSON.stringify({ success: true, data: [], meta: {} });
export const html = "<!doctype html><title>Log in</title>";
