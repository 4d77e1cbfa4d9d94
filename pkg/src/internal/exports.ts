// What every entry exports.

export { WebWork } from "./client/client.js";
export { ApiPromise, type ResponseInfo, type WithResponse } from "./paging/api-promise.js";
export { Page } from "./paging/page.js";
export { PagePromise } from "./paging/page-promise.js";
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
  type AnyWebWorkError,
  type ApiErrorCode,
  type ErrorCode,
  type ErrorDetails,
  type Issue,
  type Outcome,
} from "./errors/errors.js";
export type * from "./client/options.js";
export type * from "./generated/models.js";
export type * from "./generated/resources.js";
