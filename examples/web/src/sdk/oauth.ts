// Signing in with OAuth 2 and PKCE. For the real service the browser goes to WebWork and comes back; in
// the demo there is nowhere to go, so the app asks for consent itself and posts it to the sandbox.

import {
  type AuthorizationRequest,
  localStorageStore,
  memoryStore,
  OAuth,
} from "webwork-sdk/oauth";
import { type Connection, connect, connectToDemo } from "./connection.ts";
import type { Demo } from "./demo.ts";

const SCOPES = ["read", "write"] as const;
/** Where a sign-in is kept while the browser is away. Gone with the tab. */
const PENDING = "webwork-sign-in";
/** Where tokens are kept if the user asks for it. */
const TOKENS = "webwork-tokens";

const clientId = import.meta.env.VITE_WEBWORK_CLIENT_ID;

/** Whether this build knows an app that is registered with WebWork. */
export const hasOAuth = Boolean(clientId);

function realOAuth(): OAuth {
  return new OAuth({
    clientId: clientId ?? "",
    // As registered, to the letter. The server has to give this page for that path too.
    redirectUri: `${location.origin}${import.meta.env.BASE_URL}callback`,
    // A page cannot keep the app's secret: this is a path of a server that adds it.
    tokenUrl: import.meta.env.VITE_WEBWORK_TOKEN_URL ?? "/oauth/token",
    ...(import.meta.env.VITE_WEBWORK_AUTHORIZE_URL && {
      authorizeUrl: new URL(import.meta.env.VITE_WEBWORK_AUTHORIZE_URL, location.origin).href,
    }),
  });
}

/** Leaves the page for WebWork's sign-in. */
export async function goToSignIn(remember: boolean): Promise<void> {
  const { url, ...request } = await realOAuth().authorizationUrl({ scopes: SCOPES });
  sessionStorage.setItem(PENDING, JSON.stringify({ ...request, remember }));
  location.assign(url);
}

/** Finishes a sign-in, if the page was opened by coming back from one. */
export async function comeBack(): Promise<Connection | undefined> {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const pending = sessionStorage.getItem(PENDING);
  if (!pending || !("state" in query)) return undefined;
  sessionStorage.removeItem(PENDING);
  // The code is good for one use: it must not stay in the address or in the history.
  history.replaceState(null, "", import.meta.env.BASE_URL);
  const { state, codeVerifier, remember } = JSON.parse(pending) as AuthorizationRequest & {
    remember: boolean;
  };
  const oauth = realOAuth();
  const tokens = await oauth.exchangeCode({ ...query, expectedState: state, codeVerifier });
  const store = remember ? localStorageStore(TOKENS) : memoryStore();
  await store.save(tokens);
  return connect(oauth.session(store));
}

/** Goes on with the tokens of an earlier visit, if there are any. */
export async function remembered(): Promise<Connection | undefined> {
  if (!hasOAuth) return undefined;
  const store = localStorageStore(TOKENS);
  return (await store.load()) ? connect(realOAuth().session(store)) : undefined;
}

export interface DemoSignIn {
  readonly scopes: readonly string[];
  /** Resolves to a connection if allowed, and rejects with what the server says if denied. */
  decide(decision: "allow" | "deny"): Promise<Connection>;
}

/** The same in the demo. The steps are those of a real sign-in. */
export async function demoSignIn(demo: Demo): Promise<DemoSignIn> {
  const { clientId, redirectUri, authorizeUrl, tokenUrl } = demo.sandbox.oauth;
  const oauth = new OAuth({ clientId, redirectUri, authorizeUrl, tokenUrl, fetch: demo.fetch });
  const request = await oauth.authorizationUrl({ scopes: SCOPES });
  return {
    scopes: SCOPES,
    decide: async (decision) => {
      const form = new URL(request.url).searchParams;
      form.set("decision", decision);
      const response = await demo.sandbox.fetch(authorizeUrl, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
        redirect: "manual",
      });
      const back = new URL(response.headers.get("location") ?? redirectUri);
      const tokens = await oauth.exchangeCode({
        ...Object.fromEntries(back.searchParams),
        expectedState: request.state,
        codeVerifier: request.codeVerifier,
      });
      return connectToDemo(demo, oauth.session(memoryStore(tokens)));
    },
  };
}
