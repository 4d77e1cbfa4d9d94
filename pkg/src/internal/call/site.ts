import { replaceStack } from "../errors/base.js";
import { quietly } from "./response.js";

/** Any function, as far as its stack frame is concerned. */
export type AnyFunction = (...parameters: never[]) => unknown;

/**
 * Where a call was made. Errors are made later, when the caller is no longer on the stack; engines only
 * find it again where the promise is awaited directly.
 */
export class Site {
  /** The stack is only rendered if somebody reads it. */
  readonly #captured: { readonly stack?: string };
  readonly #origin: Site | undefined;

  /**
   * `above`: the function whose caller made the call. `origin`: where the list was asked for that this is
   * a later page of; whoever iterates may not be on the stack.
   */
  constructor(above: AnyFunction, origin: Site | undefined) {
    const { captureStackTrace } = Error as {
      captureStackTrace?: (target: object, above: AnyFunction) => void;
    };
    if (captureStackTrace) {
      this.#captured = {};
      captureStackTrace(this.#captured, above);
    } else {
      this.#captured = new Error();
    }
    this.#origin = origin;
  }

  /** As that of an `Error`; empty where the program replaces stacks by something else. */
  get stack(): string {
    const rendered: unknown = quietly(() => this.#captured.stack);
    const stack = typeof rendered === "string" ? rendered : "";
    const origin = this.#origin?.stack;
    if (!origin) return stack;
    // V8 puts a headline above the frames, other engines do not.
    const frames = origin.search(/^\s+at /m);
    return `${stack.trimEnd()}\n${origin.slice(Math.max(frames, 0))}`;
  }

  /** The error, with this stack. */
  leadTo<E extends Error>(error: E): E {
    const { stack } = this;
    if (stack) replaceStack(error, stack);
    return error;
  }
}
