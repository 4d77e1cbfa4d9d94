// What every entry exports.

export { WebWork } from "./client/client.js";
export { ApiPromise, Page, PagePromise, type Answer, type WithResponse } from "./paging/promise.js";
export {
  ApiError,
  AbortError,
  AuthenticationError,
  BadRequestError,
  ClosedError,
  ConflictError,
  ConnectionError,
  DecodeError,
  InternalError,
  InvalidArgumentError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  ValidationError,
  WebWorkError,
  type ErrorDetails,
  type Outcome,
} from "./errors/errors.js";
export type * from "./client/options.js";
export type * from "./generated/models.js";
export type * from "./generated/resources.js";
