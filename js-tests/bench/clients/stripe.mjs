import Stripe from "stripe";

export const name = "stripe";
export const takesSignal = false;
export const hasDeadline = false;
export const ErrorClass = Stripe.errors.StripeError;

export function open({ baseUrl, token, fetch, timeout }) {
  const { protocol, hostname, port, pathname } = new URL(baseUrl);
  const client = new Stripe(token, {
    protocol: protocol.slice(0, -1),
    host: hostname,
    ...(port && { port }),
    telemetry: false,
    ...(fetch && { httpClient: Stripe.createFetchHttpClient(fetch) }),
    ...(timeout && { timeout }),
  });
  const path = `${pathname.replace(/\/$/, "")}/time-entries`;
  return {
    client,
    list: (params) => client.rawRequest("GET", `${path}?${new URLSearchParams(params)}`),
    create: (entry) => client.rawRequest("POST", path, entry),
  };
}
