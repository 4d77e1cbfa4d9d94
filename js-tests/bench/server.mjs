// A server on 127.0.0.1 that serves the files that were added to it.

import { createServer } from "node:http";

export async function serve() {
  const files = new Map();
  const server = createServer((request, response) => {
    const [path] = request.url.split("?");
    const file = files.get(path);
    request.resume();
    if (!file) return response.writeHead(404).end();
    // A finer clock for pages that are isolated.
    response.writeHead(200, {
      "content-type": file[0],
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(file[1]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    files,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
