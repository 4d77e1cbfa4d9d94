import Anthropic, { AnthropicError } from "@anthropic-ai/sdk";

export const name = "anthropic";
export const takesSignal = true;
export const hasDeadline = false;
export const ErrorClass = AnthropicError;

export function open({ baseUrl, token, fetch, timeout }) {
  const client = new Anthropic({
    baseURL: baseUrl,
    apiKey: token,
    dangerouslyAllowBrowser: true,
    ...(fetch && { fetch }),
    ...(timeout && { timeout }),
  });
  return {
    client,
    list: (query, options) => client.get("/time-entries", { query, ...options }),
    create: (body, options) => client.post("/time-entries", { body, ...options }),
  };
}
