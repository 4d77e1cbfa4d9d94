// Plain fetch, as many programs use it: with a timeout and a check of the status.

export const name = "fetch";
export const takesSignal = true;
export const ErrorClass = Error;

export function open({ baseUrl, token, fetch = globalThis.fetch, timeout = 30_000 }) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  async function send(path, { signal, ...init } = {}) {
    const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
    const response = await fetch(baseUrl + path, {
      headers: { ...headers, "content-type": "application/json" },
      signal: AbortSignal.any(signals),
      ...init,
    });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return response.json();
  }
  return {
    client: { baseUrl },
    list: (params, options) => send(`/time-entries?${new URLSearchParams(params)}`, options),
    create: (body) => send("/time-entries", { method: "POST", body: JSON.stringify(body) }),
  };
}
