// Serves the built site on loopback only.

import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { home } from "./home.mjs";

/** Resolves to the server, and the URL. Port 0 takes a free one. */
export async function serveSite(port) {
  const server = createServer(sirv(join(home, "site"), { dev: true }));
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}
