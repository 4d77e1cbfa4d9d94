// A network between the extension and a sandbox server, which can be cut.

import { once } from "node:events";
import { createServer, request as send } from "node:http";

/**
 * Forwards to `target`, which never sees the extension's redirect URI: the sandbox's app has another one
 * registered, as `redirectUri`.
 */
export async function openGate(t, target, redirectUri) {
  const sockets = new Set();
  let redirect = "";
  let server;
  const { hostname, port: to } = new URL(target);

  async function forward(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, target);
    redirect = url.searchParams.get("redirect_uri") ?? redirect;
    if (url.searchParams.has("redirect_uri")) url.searchParams.set("redirect_uri", redirectUri);
    const form = new URLSearchParams(String(Buffer.concat(chunks)));
    const isForm = /urlencoded/.test(request.headers["content-type"] ?? "");
    if (form.has("redirect_uri")) form.set("redirect_uri", redirectUri);
    const body = isForm ? String(form) : Buffer.concat(chunks);
    const { host: _, origin: __, "content-length": ___, ...headers } = request.headers;
    const outgoing = send({
      hostname,
      port: to,
      path: url.pathname + url.search,
      method: request.method,
      headers: { ...headers, host: `${hostname}:${to}`, "content-length": Buffer.byteLength(body) },
    });
    // The sandbox has dropped the connection: so do we.
    outgoing.on("error", () => response.destroy());
    outgoing.on("response", (incoming) => {
      const location = incoming.headers.location?.replace(redirectUri, redirect);
      response.writeHead(incoming.statusCode, {
        ...incoming.headers,
        ...(location && { location }),
        // Browsers repeat a request, even a POST, if a connection that they used before breaks.
        connection: "close",
      });
      incoming.on("error", () => response.destroy());
      incoming.pipe(response);
    });
    outgoing.end(body);
  }

  async function open(port) {
    server = createServer((request, response) => void forward(request, response));
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server.address().port;
  }

  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await open(0);
  t.after(cut);
  return { url: `http://127.0.0.1:${port}`, cut, restore: () => open(port) };
}
