import createClient from "openapi-fetch";

export const name = "openapi-fetch";

export function open({ baseUrl, token, fetch }) {
  const client = createClient({
    baseUrl,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch && { fetch: (request) => fetch(request) }),
  });
  return {
    client,
    list: async (query) => {
      const { data, error } = await client.GET("/time-entries", { params: { query } });
      if (error) throw error;
      return data;
    },
  };
}
