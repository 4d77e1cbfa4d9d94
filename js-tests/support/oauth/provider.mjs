// A real authorization server, oidc-provider, and a user at its pages.

import { createServer } from "node:http";
import Provider from "oidc-provider";

export const CLIENT = {
  clientId: "app",
  clientSecret: "an app's secret",
  redirectUri: "http://127.0.0.1:65535/callback",
};

/** Starts the server; it ends with the test. */
export async function startProvider(t, { redirectUri = CLIENT.redirectUri, secret = true } = {}) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        ...(secret && { client_secret: CLIENT.clientSecret }),
        redirect_uris: [redirectUri],
        grant_types: [
          "authorization_code",
          "refresh_token",
          ...(secret ? ["client_credentials"] : []),
        ],
        token_endpoint_auth_method: secret ? "client_secret_post" : "none",
      },
    ],
    cookies: { keys: ["a key for cookies"] },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true } },
    scopes: ["read", "write"],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    ttl: { AccessToken: 600, ClientCredentials: 600 },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on("request", provider.callback());
  return {
    endpoints: { issuer, authorizeUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token` },
    /** Makes a token of the app's own no good any more. */
    revoke: async (token) => (await provider.ClientCredentials.find(token)).destroy(),
    /** Whether an access token is good, as a resource server would ask. */
    accepts: async (token) =>
      ((await provider.AccessToken.find(token)) ??
        (secret && (await provider.ClientCredentials.find(token)))) !== undefined,
  };
}

/** Signs a user in at the server's pages, or has them say no. Resolves to where they are sent back to. */
export async function visit(url, { deny = false, redirectUri = CLIENT.redirectUri } = {}) {
  const cookies = new Map();
  let [next, init] = [url, {}];
  for (let pages = 0; pages < 12; pages++) {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const response = await fetch(next, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = response.headers.get("location");
    if (location) {
      [next, init] = [new URL(location, next).href, {}];
      if (next.startsWith(redirectUri)) return new URL(next);
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!prompt) throw new Error(`${response.status} ${next}: ${page.slice(0, 500)}`);
    if (deny) [next, init] = [`${next}/abort`, {}];
    else
      init = {
        method: "POST",
        body: new URLSearchParams({ prompt, login: "jane", password: "x" }),
      };
  }
  throw new Error(`no end of pages: ${next}`);
}

/**
 * Lets oidc-provider stand for WebWork, and responds to calls of the API with an array of workspaces: what the
 * docs' code sends to webwork-tracker.com goes there while the test runs. `visit` is the user.
 */
export async function standIn(t, options) {
  const server = await startProvider(t, options);
  const calls = [];
  const { fetch } = globalThis;
  t.mock.method(globalThis, "fetch", async (input, init) => {
    const url = new URL(input);
    if (url.hostname === "webwork-tracker.com") return fetch(server.endpoints.tokenUrl, init);
    if (url.hostname !== "api.webwork-tracker.com") return fetch(input, init);
    const token = new Headers(init.headers).get("authorization").replace("Bearer ", "");
    calls.push(token);
    const good = token === "personal" || (await server.accepts(token));
    const body = good ? { success: true, data: [{ id: 1 }] } : { success: false, message: "no" };
    return Response.json(body, { status: good ? 200 : 401 });
  });
  return {
    ...server,
    calls,
    async visit(url, { deny } = {}) {
      const at = url.replace(
        "https://webwork-tracker.com/oauth/authorize",
        server.endpoints.authorizeUrl,
      );
      const back = await visit(at, { deny, redirectUri: options?.redirectUri });
      back.searchParams.set("iss", "https://webwork-tracker.com");
      return back;
    },
  };
}
