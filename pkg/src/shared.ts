// What every entry exports.

export { WebWork } from "./client.js";
export { ApiPromise, Page, PagePromise, type Answer, type WithResponse } from "./promise.js";
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
} from "./errors.js";
export type * from "./options.js";
export type * from "./generated/models.js";
export type * from "./generated/resources.js";
