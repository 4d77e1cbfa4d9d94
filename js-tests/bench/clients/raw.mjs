// What all are compared with: fetch and json(), and nothing else.

export const name = "fetch + json()";

export function open({ baseUrl, token, fetch = globalThis.fetch }) {
  const init = { headers: { authorization: `Bearer ${token}`, accept: "application/json" } };
  return {
    list: async (params) =>
      (
        await fetch(
          `${baseUrl}/time-entries?workspace_id=${params.workspace_id}&user_id=${params.user_id}&date=${params.date}`,
          init,
        )
      ).json(),
  };
}
