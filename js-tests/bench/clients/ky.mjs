import ky, { HTTPError } from "ky";

export const name = "ky";
export const takesSignal = true;
export const hasDeadline = true;
export const ErrorClass = HTTPError;

export function open({ baseUrl, token, fetch, timeout, totalTimeout }) {
  const client = ky.create({
    prefix: baseUrl,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch && { fetch }),
    ...(timeout && { timeout }),
    ...(totalTimeout && { totalTimeout }),
  });
  return {
    client,
    list: (searchParams, options) =>
      client.get("time-entries", { searchParams, ...options }).json(),
    create: (json, options) => client.post("time-entries", { json, ...options }).json(),
  };
}
