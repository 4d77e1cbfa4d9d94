// A server that does what an entry of the table says, over real sockets on 127.0.0.1.

import { once } from "node:events";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, accept",
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-expose-headers": "*",
};

/**
 * Serves a fault: `respond` is called with an `Exchange` for each request, except preflights.
 * `elsewhere` is another origin, which must get no request; nothing listens at `refused`.
 */
export async function serveFault({ respond, reuses = false }) {
  const requests = [];
  const state = {};
  const elsewhere = await listen((request, response) => {
    elsewhere.requests.push(`${request.method} ${request.url}`);
    response.writeHead(204, CORS).end();
  });
  elsewhere.requests = [];
  const server = await listen((request, response) => {
    // Browsers repeat some requests on their own if they used the connection before.
    response.shouldKeepAlive = reuses;
    if (request.method === "OPTIONS")
      return response.writeHead(204, { ...CORS, "access-control-max-age": "600" }).end();
    const at = performance.now();
    requests.push({
      method: request.method,
      url: request.url,
      token: request.headers.authorization?.replace("Bearer ", ""),
      at,
    });
    const exchange = new Exchange(request, response, {
      number: requests.length,
      state,
      elsewhere: elsewhere.url,
      began: requests[0].at,
    });
    Promise.resolve(respond(exchange)).catch((error) => {
      state.broke = String(error.stack);
      response.destroy();
    });
  });
  return {
    url: server.url,
    // A port that was free a moment ago might be another server's by now; nobody has this address.
    refused: server.url.replace("127.0.0.1", "127.0.0.2"),
    elsewhere: elsewhere.url,
    requests,
    state,
    strays: elsewhere.requests,
    close: () => Promise.all([server.close(), elsewhere.close()]),
  };
}

async function listen(handle) {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

/** One request, and the ways to respond to it, most of them wrong. */
class Exchange {
  #request;
  #response;
  #body;

  /** The first request of a fault is number 1; `state` is one object for all of them. */
  constructor(request, response, { number, state, elsewhere, began }) {
    this.#request = request;
    this.#response = response;
    this.#body = text(request);
    this.method = request.method;
    this.url = new URL(request.url, "http://server");
    this.token = request.headers.authorization?.replace("Bearer ", "");
    this.number = number;
    this.state = state;
    this.elsewhere = elsewhere;
    this.milliseconds = performance.now() - began;
  }

  /** Resolves to the body of the request. */
  body() {
    return this.#body;
  }

  /** Responds with a string or bytes. The headers may contradict the body. */
  async send(status, body = "", headers = {}) {
    await this.#body;
    const length =
      status === 204 || status === 304 || "transfer-encoding" in headers
        ? {}
        : { "content-length": Buffer.byteLength(body) };
    this.#response.sendDate = !("date" in headers);
    this.#response.writeHead(status, {
      ...CORS,
      "content-type": "application/json",
      ...length,
      ...headers,
    });
    this.#response.end(body);
  }

  json(status, body, headers) {
    return this.send(status, JSON.stringify(body), headers);
  }

  /** Responds as the API does: with an empty list to a GET, with a message to a write. */
  fine(headers) {
    if (this.method === "GET")
      return this.json(200, { success: true, data: [], meta: {} }, headers);
    return this.json(
      this.method === "POST" ? 201 : 200,
      { success: true, message: "done", saved_minutes: 60, meta: {} },
      headers,
    );
  }

  /** Responds with the documented body of an error. */
  refuse(status, message, headers) {
    return this.json(status, { success: false, message, error: null, meta: {} }, headers);
  }

  gzip(body, { bytes = Infinity } = {}) {
    return this.send(200, gzipSync(body).subarray(0, bytes), { "content-encoding": "gzip" });
  }

  /** Sends the head and some pieces of the body; more may follow. Chunked, unless the headers have a length. */
  async start(headers = {}, ...pieces) {
    await this.#body;
    this.#response.writeHead(200, { ...CORS, "content-type": "application/json", ...headers });
    this.#response.flushHeaders();
    for (const piece of pieces)
      await new Promise((resolve) => this.#response.write(piece, resolve));
  }

  /** Sends more of a body that was started. */
  more(piece) {
    this.#response.write(piece);
  }

  end() {
    this.#response.end();
  }

  /** Closes the connection, whatever state it is in. */
  hangUp() {
    this.#request.socket.end();
  }

  /** Resets the connection, as a machine does that has lost track of it. */
  reset() {
    this.#request.socket.resetAndDestroy();
  }

  /** Sends something that is not HTTP, or HTTP that Node.js would not write. */
  async raw(text, { end = true } = {}) {
    await this.#body;
    const { socket } = this.#request;
    if (end) socket.end(text);
    else socket.write(text);
  }

  /** Sends an informational response (103 Early Hints). */
  async hint() {
    await this.#body;
    await new Promise((resolve) =>
      this.#response.writeEarlyHints({ link: "</a.css>; rel=preload; as=style" }, resolve),
    );
  }

  /** Resolves when the client has closed the connection. */
  gone() {
    return once(this.#request.socket, "close");
  }
}

async function text(request) {
  const chunks = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    // The connection ended first, so there is nobody to respond to.
  }
  return Buffer.concat(chunks).toString();
}
