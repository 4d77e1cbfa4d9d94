// Bodies that are not what they should be.

import { broken, done, each, empty, fails, head, html, limits, once } from "./helpers.mjs";

const items = (number) =>
  JSON.stringify({
    success: true,
    data: Array.from({ length: number }, (_, id) => ({
      id: String(id),
      activity_description: "x".repeat(1_000),
    })),
    meta: {},
  });
let large;
const many = () => (large ??= items(20_000));
const count = async ({ webwork, calls }) => (await calls.GET(webwork)).data.length;

export const bodies = [
  {
    title: "success: false under 200",
    respond: (x) => x.refuse(200, "no room"),
    GET: fails("ApiError", "rejected", { message: "200 no room" }),
    ...each("POST PUT DELETE", fails("ApiError", "rejected")),
  },
  {
    title: "HTML under 200",
    respond: (x) => x.send(200, html, { "content-type": "text/html" }),
    ...each("GET POST PUT", fails(broken, "unknown")),
  },
  {
    title: "HTML under 404",
    respond: (x) => x.send(404, html, { "content-type": "text/html" }),
    ...each("GET POST", fails("NotFoundError", "rejected")),
  },
  {
    title: "HTML under 502",
    respond: (x) => x.send(502, html, { "content-type": "text/html" }),
    GET: fails("ServerError", "unknown", { sent: 3 }),
    POST: fails("ServerError", "unknown"),
  },
  {
    title: "nothing under 200",
    respond: (x) => x.send(200),
    GET: fails(broken, "unknown"),
    ...each("POST PUT DELETE", done()),
  },
  {
    title: "nothing under 204",
    respond: (x) => x.send(204),
    GET: fails(broken, "unknown"),
    ...each("POST PUT DELETE", done()),
  },
  {
    title: "nothing under 500",
    respond: (x) => x.send(500),
    POST: fails("ServerError", "unknown"),
  },
  {
    title: "JSON that is not an object",
    respond: (x) => x.send(200, "[]"),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "JSON that ends too early",
    respond: (x) => x.send(200, empty.slice(0, -3)),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "JSON as text/html",
    respond: (x) => x.send(200, empty, { "content-type": "text/html" }),
    GET: done(),
  },
  {
    title: "JSON without a type",
    respond: (x) => x.send(200, empty, { "content-type": "" }),
    GET: done(),
  },
  {
    title: "JSON behind a byte order mark",
    respond: (x) => x.send(200, `\uFEFF${empty}`),
    GET: done(),
  },
  {
    title: "JSON in Latin-1",
    respond: (x) =>
      x.send(200, Buffer.from('{"success":true,"data":[],"message":"é","meta":{}}', "latin1"), {
        "content-type": "application/json; charset=iso-8859-1",
      }),
    GET: done(),
  },
  {
    title: "JSON in UTF-16",
    respond: (x) => x.send(200, Buffer.from(`\uFEFF${empty}`, "utf16le")),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "bytes that are not text",
    respond: (x) => x.send(200, Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "bytes that are not text, under 422",
    respond: (x) => x.send(422, Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])),
    POST: fails("ValidationError", "rejected"),
  },
  { title: "gzip", respond: (x) => x.gzip(empty), GET: done() },
  {
    title: "gzip that is cut off",
    respond: (x) => x.gzip(items(100), { bytes: 300 }),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "Content-Encoding: gzip, but the body is not",
    respond: (x) => x.send(200, empty, { "content-encoding": "gzip" }),
    GET: fails(broken, "unknown", { sent: 3 }),
    POST: fails(broken, "unknown"),
  },
  {
    title: "chunks",
    respond: (x) => x.start({}, empty.slice(0, 9), empty.slice(9)).then(() => x.end()),
    GET: done(),
  },
  {
    title: "HTTP/1.0, without a length",
    respond: (x) =>
      x.raw(
        `HTTP/1.0 200 OK\r\naccess-control-allow-origin: *\r\ncontent-type: application/json\r\n\r\n${empty}`,
      ),
    GET: done(),
  },
  {
    title: "chunks that are cut off",
    reuses: true,
    respond: (x) => x.start({}, empty.slice(0, 9)).then(() => x.hangUp()),
    ...each("GET PUT", fails(broken, "unknown", { sent: 3 })),
    POST: fails(broken, "unknown"),
  },
  {
    title: "chunks that are cut off once",
    reuses: true,
    respond: once((x) => x.start({}, empty.slice(0, 9)).then(() => x.hangUp())),
    ...each("GET DELETE", done({ sent: 2 })),
  },
  {
    title: "chunks that are cut off, Connection: close",
    respond: (x) => x.start({}, empty.slice(0, 9)).then(() => x.hangUp()),
    GET: fails(broken, "unknown", { sent: 3 }),
    POST: fails(broken, "unknown"),
    but: {
      node: { GET: { sent: 1 }, why: "Node.js takes the part that arrived for the whole body" },
    },
  },
  {
    title: "a body shorter than its length",
    respond: (x) => x.start({ "content-length": "1000" }, empty.slice(0, 9)).then(() => x.hangUp()),
    GET: fails(broken, "unknown", { sent: 3 }),
    POST: fails(broken, "unknown"),
  },
  {
    title: "a body that is reset",
    respond: (x) => x.start({ "content-length": "1000" }, empty.slice(0, 9)).then(() => x.reset()),
    GET: fails(broken, "unknown", { sent: 3 }),
    POST: fails(broken, "unknown"),
  },
  {
    title: "an error whose body is cut off",
    respond: (x) => x.raw(`${head("422 No", 100)}{`),
    ...each("GET POST", fails("ValidationError", "rejected")),
  },
  {
    title: "20 MB",
    respond: (x) => x.send(200, many()),
    run: count,
    expect: done({ attempts: undefined, value: 20_000, within: [0, 15_000] }),
  },
  {
    title: "20 MB, compared with the contract",
    respond: (x) => x.send(200, many()),
    options: limits({ onDrift: () => {} }),
    run: count,
    expect: done({ attempts: undefined, value: 20_000, within: [0, 15_000] }),
  },
  ...["off", "report", "strict"].map((validation) => ({
    title: `JSON nested 100,000 deep, validation ${validation}`,
    respond: (x) =>
      x.send(200, `{"success":true,"data":${"[".repeat(100_000)}${"]".repeat(100_000)},"meta":{}}`),
    options: limits({ validation, onDrift: () => {} }),
    GET: fails(broken, "unknown"),
    POST: fails(broken, "unknown"),
  })),
  {
    title: "JSON nested 100,000 deep, under 422",
    respond: (x) => x.send(422, "[".repeat(100_000) + "]".repeat(100_000)),
    POST: fails("ValidationError", "rejected"),
  },
];
