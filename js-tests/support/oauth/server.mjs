// A model of an authorization server: rotates refresh tokens, revokes the old access token with them,
// and ends the whole family of a refresh token that comes twice (RFC 9700). Deterministic, no I/O.

import { createHash } from "node:crypto";

export class ModelServer {
  lifetime = 900;
  /** Refresh tokens that came after they were used. */
  reused = [];
  refreshes = 0;
  #now;
  #count = 0;
  /** Code → challenge of PKCE. */
  #codes = new Map();
  /** Refresh token → its family. */
  #families = new Map();
  /** Access tokens that are good → when they end. */
  #access = new Map();

  constructor(now) {
    this.#now = now;
  }

  /** A new sign-in, as a token set of the client's. */
  signIn() {
    const body = this.#issue({ alive: true, current: undefined, access: undefined });
    return { ...body, expires_at: this.#now() + body.expires_in * 1_000 };
  }

  accepts(access) {
    return (this.#access.get(access) ?? 0) > this.#now();
  }

  /** Whether this is the newest refresh token of a family that lives. */
  isCurrent(refresh) {
    const family = this.#families.get(refresh);
    return Boolean(family?.alive) && family.current === refresh;
  }

  /** Whether the newest tokens of some family went down with the context that had them. */
  get anyExcused() {
    return [...this.#families.values()].some(({ excused }) => excused);
  }

  /** The access token is no good any more, the refresh token is. */
  forget({ access_token }) {
    this.#access.delete(access_token);
  }

  familyOf(refresh) {
    return this.#families.get(refresh);
  }

  /** The user has allowed it: a code for the parameters of an authorization request. */
  authorize(parameters) {
    const code = `code-${this.#codes.size + 1}`;
    this.#codes.set(code, parameters.get("code_challenge"));
    return code;
  }

  /** The token endpoint: the status and body for a form. */
  token(form) {
    if (form.get("grant_type") === "authorization_code") {
      const challenge = this.#codes.get(form.get("code"));
      const verified = createHash("sha256").update(form.get("code_verifier")).digest("base64url");
      if (verified !== challenge) return [400, { error: "invalid_grant" }];
      this.#codes.delete(form.get("code"));
      const { expires_at: _, ...body } = this.signIn();
      return [200, body];
    }
    if (form.get("grant_type") !== "refresh_token")
      return [400, { error: "unsupported_grant_type" }];
    const token = form.get("refresh_token");
    const family = this.#families.get(token);
    if (!family) return [400, { error: "invalid_grant" }];
    if (family.current !== token) {
      this.reused.push(token);
      this.revoke(family);
    }
    if (!family.alive) return [400, { error: "invalid_grant", error_description: "revoked" }];
    this.refreshes++;
    this.#access.delete(family.access);
    return [200, this.#issue(family)];
  }

  revoke(family) {
    family.alive = false;
    this.#access.delete(family.access);
  }

  #issue(family) {
    const n = ++this.#count;
    Object.assign(family, { current: `refresh-${n}`, access: `access-${n}` });
    this.#families.set(family.current, family);
    this.#access.set(family.access, this.#now() + this.lifetime * 1_000);
    return {
      access_token: family.access,
      token_type: "Bearer",
      expires_in: this.lifetime,
      refresh_token: family.current,
    };
  }
}

/** A response as far as the client looks at it. */
export function respond(status, body, headers = {}) {
  return {
    status,
    headers: new Headers(headers),
    text: async () => (typeof body === "string" ? body : JSON.stringify(body)),
  };
}
