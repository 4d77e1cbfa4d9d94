// What is wrong with a token.

import { describe } from "./describe.js";

/**
 * What a token is, in words, if it cannot be sent as one; `undefined` for a good token. The token itself
 * is not quoted.
 */
export function tokenProblem(token: unknown): string | undefined {
  if (typeof token !== "string") return typeof token === "number" ? "a number" : describe(token);
  const problems: [boolean, string][] = [
    [token === "", "an empty string"],
    [token === "undefined" || token === "null", `the string "${token}"`],
    [
      /^\s*bearer\s/i.test(token),
      'a string that begins with "Bearer ", which the client adds itself',
    ],
    [/[\r\n]/.test(token), "a string with a line break"],
    [/^\s|\s$/.test(token), "a string with white space at its start or end"],
    [/\s/.test(token), "a string with white space in it"],
    [!/^[\x21-\x7e]*$/.test(token), "a string with characters that are not visible ASCII"],
  ];
  return problems.find(([applies]) => applies)?.[1];
}
