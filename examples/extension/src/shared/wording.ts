import { ApiError, type WebWorkError } from "webwork-sdk";

/** What WebWork itself said, without the name of the operation and the status before it. */
export function wording(error: WebWorkError): string {
  const body = error instanceof ApiError ? error.body : undefined;
  const said = typeof body === "object" && body && "message" in body ? body.message : undefined;
  return typeof said === "string" && said ? said : error.message;
}
