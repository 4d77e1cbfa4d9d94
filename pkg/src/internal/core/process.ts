// What all copies of the package in one process share, whatever loaded them: the server counts the
// requests of a user, not those of a module. Bundlers load a package once per layer, and two versions may
// be installed side by side, so everything here is plain data and functions of a fixed form.

import { Clock } from "./clock.js";

/** A copy of the package that paces requests. */
export interface Member {
  /** Its state of the rate limit with this key; empty if it has none. */
  export(key: string): number[];
  /** Another copy has changed the state of the rate limit with this key. */
  import(key: string, state: readonly number[]): void;
}

interface Process {
  readonly clock: Pick<Clock, "now" | "fired">;
  /** Weak, because test runners load and drop many copies. */
  readonly members: Set<WeakRef<Member>>;
  readonly functions: WeakMap<object, number>;
  functionCount: number;
}

const KEY = Symbol.for("webwork-sdk.process.1");

function state(): Process {
  const holder = globalThis as { [KEY]?: Process };
  holder[KEY] ??= {
    clock: new Clock(),
    members: new Set(),
    functions: new WeakMap(),
    functionCount: 0,
  };
  return holder[KEY];
}

export function processClock(): Pick<Clock, "now" | "fired"> {
  return state().clock;
}

export function join(member: Member): void {
  state().members.add(new WeakRef(member));
}

/** The other copies; empty in nearly every process. */
export function others(member: Member): Member[] {
  const { members } = state();
  if (members.size < 2) return [];
  const alive: Member[] = [];
  for (const reference of members) {
    const other = reference.deref();
    if (!other) members.delete(reference);
    else if (other !== member) alive.push(other);
  }
  return alive;
}

/** A name for a function, the same in all copies. */
export function nameOfFunction(one: object): string {
  const shared = state();
  const number = shared.functions.get(one) ?? ++shared.functionCount;
  shared.functions.set(one, number);
  return `function ${number}`;
}
