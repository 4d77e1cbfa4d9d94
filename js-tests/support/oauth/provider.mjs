// A real authorization server, oidc-provider, and a user at its pages.

import { createServer } from "node:http";
import Provider from "oidc-provider";

export const CLIENT = {
  clientId: "app",
  clientSecret: "an app's secret",
  redirectUri: "http://127.0.0.1:65535/callback",
};

/** Starts the server; it ends with the test. */
export async function startProvider(t) {
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
        client_secret: CLIENT.clientSecret,
        redirect_uris: [CLIENT.redirectUri],
        grant_types: ["authorization_code", "refresh_token", "client_credentials"],
        token_endpoint_auth_method: "client_secret_post",
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
    issuer,
    authorizeUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    /** Whether an access token is good, as a resource server would ask. */
    accepts: async (token) => (await provider.AccessToken.find(token)) !== undefined,
  };
}

/** Signs a user in at the server's pages, or has them say no. Resolves to where they are sent back to. */
export async function visit(url, { deny = false } = {}) {
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
      if (next.startsWith(CLIENT.redirectUri)) return new URL(next);
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
