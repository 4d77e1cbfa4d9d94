// A network between the extension and a sandbox server, which can be cut.

import { once } from "node:events";
import { createServer, request as send } from "node:http";

/** Forwards to `target`. */
export async function openGate(t, target) {
  const sockets = new Set();
  let server;
  const { hostname, host, port: to } = new URL(target);

  function forward(request, response) {
    const { origin: _, ...headers } = request.headers;
    const { method, url: path } = request;
    const outgoing = send({ hostname, port: to, path, method, headers: { ...headers, host } });
    // The sandbox has dropped the connection: so do we.
    outgoing.on("error", () => response.destroy());
    outgoing.on("response", (incoming) => {
      response.writeHead(incoming.statusCode, {
        ...incoming.headers,
        // Browsers repeat a request, even a POST, if a connection that they used before breaks.
        connection: "close",
      });
      incoming.on("error", () => response.destroy());
      incoming.pipe(response);
    });
    request.pipe(outgoing);
  }

  async function open(port) {
    server = createServer(forward);
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
