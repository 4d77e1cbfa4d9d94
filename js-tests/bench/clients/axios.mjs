import axios, { AxiosError } from "axios";

export const name = "axios";
export const takesSignal = true;
export const hasDeadline = false;
export const ErrorClass = AxiosError;

export function open({ baseUrl, token, fetch, timeout }) {
  const client = axios.create({
    baseURL: baseUrl,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch && { adapter: "fetch", env: { fetch } }),
    ...(timeout && { timeout }),
  });
  return {
    client,
    list: async (params, options) =>
      (await client.get("/time-entries", { params, ...options })).data,
    create: async (entry, options) => (await client.post("/time-entries", entry, options)).data,
  };
}
