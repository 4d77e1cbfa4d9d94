// The public types of the sandbox entry.

import type { Delivery, Match, Options } from "../generated/sandbox-options.js";

/** What a sandbox is made with. */
export interface SandboxOptions extends Options {
  /**
   * Called with each webhook delivery, as soon as the event has happened. A throw or a rejection
   * counts as a failed delivery, which is retried by the sandbox's clock. Without it, deliveries go
   * over HTTP to loopback addresses, and nowhere for other URLs. `advance` waits for it, so it must not
   * await `advance`.
   */
  onWebhook?: ((delivery: Delivery) => unknown) | undefined;
}

export type {
  Delivery as SandboxDelivery,
  Entry as SandboxRequest,
} from "../generated/sandbox-options.js";

/** The roles that have a token. */
export type SandboxRole =
  | "owner"
  | "executive_manager"
  | "project_manager"
  | "team_manager"
  | "member"
  | "viewer";

/** What a fault rule does. */
export type SandboxEffect =
  | "html502"
  | "stall"
  | "duplicateItem"
  | {
      /** Responds so. */
      status: number;
      /** Default: the usual error body. */
      body?: unknown;
      /** Headers of the response, beside the usual ones. */
      headers?: Record<string, string | number> | undefined;
      /** Whether the request is carried out nevertheless. Default: `false`. */
      stored?: boolean | undefined;
    }
  | {
      /** The connection fails before or after the request is carried out. */
      reset: "before" | "after";
    }
  | {
      /** Bytes of the body after which the connection fails. */
      cutBody: number;
    }
  | {
      /** Milliseconds that the body takes. */
      slowBody: number;
    }
  | {
      /** JSON pointer to a member of the body that is missing. */
      drop: string;
    }
  | {
      /** JSON pointer to a member of the body that has another type. */
      retype: string;
    }
  | {
      /** Milliseconds by which the `Date` header is off. */
      clockSkewMs: number;
    }
  | {
      /** Milliseconds by which the response is late. */
      latencyMs: number;
    };

/** A fault rule. */
export interface SandboxFaultRule {
  /** Which requests it is for: those that match every member. Default: all. */
  match?: Match | undefined;
  /** How many matching requests are left alone first. Default: 0. */
  after?: number | undefined;
  /** How many requests it applies to. Default: all. Not together with `probability`. */
  times?: number | undefined;
  /** How probable it is that it applies, 0 to 1. Default: 1. */
  probability?: number | undefined;
  /** What it does. */
  effect: SandboxEffect;
}

/** A fault rule at work. */
export interface SandboxFault {
  /** Its id. */
  readonly id: number;
  /** How many requests it was applied to. */
  readonly hits: number;
  /** Ends it. */
  remove(): void;
}

/** The sandbox's OAuth app. Its tokens act for the owner. */
export interface SandboxOAuth {
  /** Its `client_id`. */
  readonly clientId: string;
  /** Its `client_secret`. */
  readonly clientSecret: string;
  /** On a loopback host any port will do. */
  readonly redirectUri: string;
  /** Where users allow or deny. Any host will do. */
  readonly authorizeUrl: string;
  /** Where tokens are issued. Any host will do. */
  readonly tokenUrl: string;
}
