/** The options, or a file that they name, are wrong: exit code 2. */
export class UsageError extends Error {}
