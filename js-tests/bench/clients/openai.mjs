import OpenAI, { OpenAIError } from "openai";

export const name = "openai";
export const takesSignal = true;
export const hasDeadline = false;
export const ErrorClass = OpenAIError;

export function open({ baseUrl, token, fetch, timeout }) {
  const client = new OpenAI({
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
