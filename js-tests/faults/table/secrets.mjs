// Servers that show the token.

import { broken, each, fails, head } from "./helpers.mjs";

const shown = (status) => ({
  title: `an error under ${status} that shows the token everywhere`,
  respond: (x) =>
    x.refuse(status, `no room for ${x.token}`, {
      "x-echo": x.token,
      "x-request-id": x.token,
      "set-cookie": `t=${x.token}`,
      "www-authenticate": `Bearer ${x.token}`,
    }),
});

export const secrets = [
  {
    ...shown(422),
    POST: fails("ValidationError", "rejected", { message: "422 no room for [token]" }),
  },
  { ...shown(401), GET: fails("AuthenticationError", "rejected") },
  { ...shown(200), POST: fails("ApiError", "rejected") },
  { ...shown(500), POST: fails("ServerError", "unknown") },
  {
    title: "HTML that shows the token, under 200",
    respond: (x) => x.send(200, `<p>${x.token}</p>`),
    ...each("GET POST", fails(broken, "unknown")),
  },
  {
    title: "HTML that shows the token, under 500",
    respond: (x) => x.send(500, `<p>${x.token}</p>`),
    POST: fails("ServerError", "unknown"),
  },
  {
    title: "a reason phrase that shows the token",
    respond: (x) => x.raw(head(`403 ${x.token}`, 0)),
    GET: fails("PermissionError", "rejected"),
  },
];
