// What makes the probe unable to write: the one function that it sends requests with builds each of them
// anew, as a GET without a body, and refuses everything that was to be something else.

/** A `fetch` that only reads. `onExchange` is told each response: `{ status, headers, text }`. */
export function readOnlyFetch(fetch, onExchange = () => {}) {
  return async (url, init = {}) => {
    const { method = "GET", body, headers, signal, redirect, cache } = init;
    if (typeof url !== "string" || method !== "GET" || (body !== undefined && body !== null))
      throw new TypeError(`the probe only reads: ${method} was refused`);
    const response = await fetch(url, { method: "GET", headers, signal, redirect, cache });
    const text = await response.text();
    onExchange({ status: response.status, headers: response.headers, text });
    const { status, statusText } = response;
    const empty = [101, 204, 205, 304].includes(status);
    return new Response(empty ? null : text, { status, statusText, headers: response.headers });
  };
}
