// One rate limit for many processes. Needs neither the main entry nor its wasm.

export { type BrowserStoreOptions, browserStore } from "./internal/rate-limit/browser.js";
export type { StoreEvents } from "./internal/rate-limit/holder.js";
export { type RedisStoreOptions, redisStore } from "./internal/rate-limit/redis.js";
export type {
  RateLimitClock,
  RateLimitHolder,
  RateLimitHost,
  RateLimitStore,
} from "./internal/rate-limit/store.js";
