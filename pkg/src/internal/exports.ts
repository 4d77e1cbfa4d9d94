// What every entry exports.

export type * from "./bulk/types.js";
export { WebWork } from "./client/client.js";
export type * from "./client/options.js";
export {
  AbortError,
  type AnyWebWorkError,
  ApiError,
  type ApiErrorCode,
  AuthenticationError,
  BadRequestError,
  ClosedError,
  ConflictError,
  ConnectionError,
  DecodeError,
  type ErrorCode,
  type ErrorDetails,
  InternalError,
  InvalidArgumentError,
  type Issue,
  NotFoundError,
  type Outcome,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  ValidationError,
  WebWorkError,
} from "./errors/errors.js";
export type * from "./generated/models.js";
export type * from "./generated/resources.js";
export { ApiPromise, type ResponseInfo, type WithResponse } from "./paging/api-promise.js";
export { Page } from "./paging/page.js";
export { PagePromise } from "./paging/page-promise.js";
