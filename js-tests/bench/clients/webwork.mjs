import { WebWork, WebWorkError } from "webwork-sdk";

export const name = "webwork-sdk";
export const takesSignal = true;
export const hasDeadline = true;
export const ErrorClass = WebWorkError;

export function open({ validation = "off", onDrift, ...options }) {
  // A pace of 60 a minute is the service's business, not that of a server that is there to be measured.
  const client = new WebWork({ rateLimit: false, validation, onDrift, ...options });
  return {
    client,
    list: (params, options) => client.timeEntries.list(params, options),
    create: (entry, options) => client.timeEntries.create(entry, options),
  };
}
