import { callRules, checkOptions } from "../client/checks.js";
import type { CallOptions } from "../client/options.js";
import { overridesToJson, paramsToJson, requestToJson } from "./params.js";

/** What a call is for. */
export interface Target {
  /** `resource.method`, or `request`. */
  readonly name: string;
  /** Index of the operation; -1: a raw request. */
  readonly operation: number;
  /** Parameters, or the raw request. */
  readonly params: unknown;
}

/** What a call was made with, as it was then: the caller may change its objects meanwhile. */
export interface Input {
  /** JSON of the parameters, or of the raw request. */
  readonly json: string;
  /** JSON of the options `query` and `body`. */
  readonly overrides: string;
  readonly options: CallOptions | undefined;
}

/** Checks everything that can be checked without the wasm. */
export function readInput(
  { name, operation, params }: Target,
  given: CallOptions | undefined,
): Input {
  const options = given === undefined ? undefined : checkOptions(given, callRules, name);
  const json = operation < 0 ? requestToJson(params) : paramsToJson(params, name);
  const overrides = overridesToJson(options);
  return {
    json,
    overrides,
    options: overrides ? { ...options, ...JSON.parse(overrides) } : options,
  };
}
