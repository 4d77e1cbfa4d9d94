import { WebWork, WebWorkError } from "webwork-sdk";

export const name = "webwork-sdk";
export const takesSignal = true;
export const hasDeadline = true;
export const ErrorClass = WebWorkError;

export function open({ validation = "off", ...options }) {
  const client = new WebWork({ validation, ...options });
  return {
    client,
    list: (params, options) => client.timeEntries.list(params, options),
    create: (entry, options) => client.timeEntries.create(entry, options),
  };
}
