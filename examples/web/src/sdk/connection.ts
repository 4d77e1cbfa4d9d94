// The ways to get a client: the demo in this page, a token, and OAuth.

import { WebWork } from "webwork-sdk";
import type { Session } from "webwork-sdk/oauth";
import { type Day, dayOf } from "../lib/days.ts";
import type { Demo } from "./demo.ts";
import { createNetwork, type Network } from "./network.ts";

export interface Connection {
  readonly webwork: WebWork;
  readonly network: Network;
  /** What only the demo can do. */
  readonly demo?: Demo;
  /** The day that it is where the user is; in the demo, by the demo's clock. */
  today(): Day;
  /** Forgets the tokens and closes the client. */
  signOut(): Promise<void>;
}

/**
 * Where the API is. Unset, it is the SDK's default. A path, such as `/api/v2`, is one of this page's own
 * server, which passes requests on: needed where the service does not allow calls from other sites.
 */
const baseUrl = import.meta.env.VITE_WEBWORK_BASE_URL
  ? new URL(import.meta.env.VITE_WEBWORK_BASE_URL, location.origin).href
  : undefined;

// A person waits: better to say that something is wrong than to try for half a minute.
const PATIENCE = { timeout: 15_000 };

/** A client for the real service, with a token or what keeps one fresh. */
export function connect(token: string | Session, forget: () => void = () => {}): Connection {
  const network = createNetwork((url, init) => fetch(url, init));
  const webwork = new WebWork({
    token: typeof token === "string" ? token : token.token,
    baseUrl,
    ...PATIENCE,
    ...network.options,
  });
  return {
    webwork,
    network,
    today: () => dayOf(new Date()),
    signOut: async () => {
      if (typeof token !== "string") await token.signOut();
      forget();
      network.close();
      webwork.close();
    },
  };
}

/** A client for the demo, whose server runs in this page. */
export function connectToDemo(demo: Demo, token: string | Session = demo.token): Connection {
  const network = createNetwork(demo.fetch);
  const webwork = new WebWork({
    token: typeof token === "string" ? token : token.token,
    ...PATIENCE,
    ...network.options,
  });
  return {
    webwork,
    network,
    demo,
    today: () => demo.today(),
    signOut: async () => {
      network.close();
      webwork.close();
    },
  };
}
