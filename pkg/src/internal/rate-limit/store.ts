// What the client and a store of a shared rate limit know of each other.

/** The clock of a process. */
export interface RateLimitClock {
  /** Milliseconds since some moment. */
  now(): number;
  /** A timer that was due at this time has fired. */
  fired(due: number): void;
}

/** One rate limit of one client's process, as a store sees it. All times are milliseconds of `clock`. */
export interface RateLimitHost {
  /** Names the limit: the base URL and `rateLimit.key`. Contains no secret. */
  readonly key: string;
  /** The clock of all its times. */
  readonly clock: RateLimitClock;
  /**
   * What has changed, as numbers: interactive and bulk calls that wait, and permits in hand for them;
   * until when the server wants to be left alone; requests per window, and its length; how long a permit has to be leased; then,
   * for each permit that is over, its number and when the server had counted its request at the latest
   * (`-Infinity`: it was not used). Empty: the client is gone.
   */
  report(): number[];
  /**
   * Grants permits: number of the first, how many, when their lease ends; when there will be more; how
   * many are left for all, and until when that holds; until when the server wants to be left alone.
   */
  grant(
    first: number,
    count: number,
    leaseEnd: number,
    nextAt: number,
    free: number,
    resetAt: number,
    pausedUntil: number,
  ): void;
  /** All calls that wait are to report for how long. */
  tell(): void;
}

/** Gets permits for one rate limit of one process. */
export interface RateLimitHolder {
  /** Something may have changed. */
  attend(): void;
}

/**
 * Where all who share a rate limit agree on who sends next. Made by `redisStore` and `browserStore` of
 * `webwork-sdk/rate-limit-stores`.
 */
export interface RateLimitStore {
  /** Called once for each rate limit that uses the store. */
  join(host: RateLimitHost): RateLimitHolder;
}
