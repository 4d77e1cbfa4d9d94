// Real HTTP servers on 127.0.0.1.

import { createServer } from "node:http";
import { createSandbox } from "webwork-sdk/sandbox";

/** Starts a server with `handle(request, response, body)`. It is closed when the test ends. */
export async function serve(t, handle) {
  const requests = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      Promise.resolve(handle(request, response, body)).catch((error) => response.destroy(error));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, accept",
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-expose-headers": "x-request-id, x-ratelimit-limit, x-ratelimit-remaining",
};

/** Serves a sandbox over HTTP, and `files`: path → [content type, content]. */
export async function serveSandbox(t, { files = {}, ...options } = {}) {
  const sandbox = await createSandbox(options);
  const server = await serve(t, async (request, response, body) => {
    const file = files[request.url.split("?")[0]];
    if (file) {
      response.writeHead(200, { "content-type": file[0] });
      return response.end(file[1]);
    }
    if (request.method === "OPTIONS") {
      response.writeHead(204, CORS);
      return response.end();
    }
    const answer = await sandbox.fetch(`http://127.0.0.1${request.url}`, {
      method: request.method,
      headers: {
        authorization: request.headers.authorization ?? "",
        ...(body && { "content-type": request.headers["content-type"] ?? "" }),
      },
      ...(body && { body }),
    });
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...CORS });
    response.end(await answer.text());
  });
  return { ...server, base: `${server.url}/api/v2`, token: sandbox.token };
}

/** Responds with JSON. */
export function json(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
