import { Gaxios, GaxiosError } from "gaxios";

export const name = "gaxios";
export const takesSignal = true;
export const hasDeadline = false;
export const ErrorClass = GaxiosError;

export function open({ baseUrl, token, fetch, timeout }) {
  const client = new Gaxios({
    headers: { authorization: `Bearer ${token}` },
    responseType: "json",
    retry: true,
    fetchImplementation: fetch ?? globalThis.fetch,
    ...(timeout && { timeout }),
  });
  const url = `${baseUrl}/time-entries`;
  return {
    client,
    list: async (params, options) => (await client.request({ url, params, ...options })).data,
    create: async (data, options) =>
      (await client.request({ url, method: "POST", data, ...options })).data,
  };
}
