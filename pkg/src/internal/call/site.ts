/** Any function, as far as its stack frame is concerned. */
export type AnyFunction = (...parameters: never[]) => unknown;

/** Where a call was made. The stack is only rendered if somebody reads it. */
export interface Site {
  readonly stack?: string;
}

/**
 * The stack above a function. Errors are made later, when the caller is no longer on the stack; engines
 * only find it again where the promise is awaited directly.
 */
export function siteAbove(one: AnyFunction): Site {
  const { captureStackTrace } = Error as {
    captureStackTrace?: (target: object, above: AnyFunction) => void;
  };
  if (!captureStackTrace) return new Error();
  const site: Site = {};
  captureStackTrace(site, one);
  return site;
}
