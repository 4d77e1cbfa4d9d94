// Signs in with OAuth on the command line: the browser comes back to a server on the loopback interface
// (RFC 8252), with PKCE (RFC 7636).

import { createServer } from "node:http";
import { WebWork } from "webwork-sdk";
import { OAuth } from "webwork-sdk/oauth";
import { Sandbox } from "webwork-sdk/sandbox";
import { makeOAuth, openSession, REDIRECT_URI, tokensPath } from "./lib/account.ts";
import { EXIT, onInterrupt, program, say, UsageError } from "./lib/common.ts";
import { fileStore } from "./lib/token-store.ts";

const HELP = `
login: sign in with OAuth, so that the other examples can use --login

  npm run example -- login [--write] [--sign-out]

  --write          ask for the right to change things, too
  --sign-out       delete the tokens

  WEBWORK_CLIENT_ID, WEBWORK_CLIENT_SECRET  your app, from the account's REST API settings,
                   registered with the redirect URI ${REDIRECT_URI}
  WEBWORK_TOKENS   the file of the tokens (default: ~/.config/webwork/tokens.json)

Without WEBWORK_CLIENT_ID it shows the sign-in on the embedded sandbox, and keeps nothing.
Exit codes: 0 signed in or out, 1 refused or failed, 2 wrong options, 130 stopped with Ctrl-C.
`;

await program(
  HELP,
  {
    write: { type: "boolean", default: false },
    "sign-out": { type: "boolean", default: false },
  },
  async ({ values }) => {
    const scopes = values.write ? ["read", "write"] : ["read"];
    const signal = onInterrupt();
    if (!process.env.WEBWORK_CLIENT_ID) {
      if (values["sign-out"]) throw new UsageError("WEBWORK_CLIENT_ID is needed");
      return showOnSandbox(scopes, signal);
    }
    if (values["sign-out"]) {
      await openSession().signOut();
      console.log("Signed out. WebWork knows no way to revoke tokens: they end by themselves.");
      return 0;
    }
    const oauth = makeOAuth();
    const tokens = await signIn(oauth, scopes, signal);
    if (!tokens) return EXIT.interrupted;
    await fileStore(tokensPath()).save(tokens);
    const webwork = new WebWork({
      token: openSession().token,
      baseUrl: process.env.WEBWORK_BASE_URL,
    });
    const { data } = await webwork.workspaces.list();
    const names = data.map(({ workspace_name }) => workspace_name).join(", ");
    console.log(`Signed in, with access to ${names}. The tokens are in ${tokensPath()}.`);
    return 0;
  },
);

/** Undefined where Ctrl-C came first. */
async function signIn(oauth: OAuth, scopes: string[], signal: AbortSignal) {
  const { url, state, codeVerifier } = await oauth.authorizationUrl({ scopes });
  const { port } = new URL(REDIRECT_URI);
  const back = await new Promise<URLSearchParams | undefined>((resolve, reject) => {
    const end = (parameters?: URLSearchParams): void => {
      server.close();
      server.closeIdleConnections();
      resolve(parameters);
    };
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", REDIRECT_URI);
      // Browsers also ask for icons, and anybody on this machine may knock.
      if (pathname !== "/callback" || searchParams.get("state") !== state)
        return response.writeHead(404).end();
      const ok = searchParams.has("code");
      response.writeHead(ok ? 200 : 403, {
        "content-type": "text/plain; charset=utf-8",
        // Or the browser keeps the connection, and this program with it.
        connection: "close",
      });
      response.end(ok ? "Signed in. You can close this window." : "You were not signed in.");
      end(searchParams);
    });
    signal.addEventListener("abort", () => end(), { once: true });
    server.on("error", reject);
    server.listen(Number(port), "127.0.0.1", () =>
      console.log(`Open this address in a browser to sign in:\n\n  ${url}\n`),
    );
  });
  if (!back) return undefined;
  return oauth.exchangeCode({
    ...Object.fromEntries(back),
    expectedState: state,
    codeVerifier,
  });
}

/** The same with the embedded sandbox, whose pages a server of its own shows to the browser. */
async function showOnSandbox(scopes: string[], signal: AbortSignal): Promise<number> {
  const sandbox = new Sandbox({ seed: 1 });
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const shown = await sandbox.fetch(`https://webwork-tracker.com${request.url}`, {
      method: request.method ?? "GET",
      headers: { "content-type": request.headers["content-type"] ?? "text/plain" },
      ...(parts.length > 0 && { body: Buffer.concat(parts) }),
      redirect: "manual",
    });
    response.writeHead(shown.status, Object.fromEntries(shown.headers));
    response.end(Buffer.from(await shown.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  say("This is the embedded sandbox. Set WEBWORK_CLIENT_ID to sign in to the real service.");
  try {
    const oauth = new OAuth({
      clientId: sandbox.oauth.clientId,
      clientSecret: sandbox.oauth.clientSecret,
      redirectUri: REDIRECT_URI,
      authorizeUrl: `http://127.0.0.1:${port}/oauth/authorize`,
      tokenUrl: `http://127.0.0.1:${port}/oauth/token`,
    });
    const tokens = await signIn(oauth, scopes, signal);
    if (!tokens) return EXIT.interrupted;
    const webwork = new WebWork({ token: tokens.access_token, fetch: sandbox.fetch });
    const { data } = await webwork.workspaces.list();
    console.log(
      `Signed in to ${data[0]?.workspace_name}. Nothing was kept: the sandbox ends here.`,
    );
    return 0;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
