/** Why a call is over, whatever the core says. */
export class Interruption {
  readonly by: "abort" | "trap";
  readonly cause: unknown;

  constructor(by: "abort" | "trap", cause: unknown) {
    this.by = by;
    this.cause = cause;
  }
}

/** What `fetch`, a body or the token function was rejected with. */
export class Failed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** What a wait results in when its time is up first. */
export const TIME_UP = Symbol("time up");
