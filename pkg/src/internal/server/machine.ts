// The sandbox behind the server, with its state on disk where that is wanted.

import { SandboxMachine } from "../sandbox/machine.js";
import type { Arguments } from "./args.js";
import { Failure, messageOf } from "./failure.js";
import { StateFile } from "./state-file.js";

/** Tokens are `sandbox-<role>`. */
export const PREFIX = "sandbox";

export interface LoadedMachine {
  machine: SandboxMachine;
  file: StateFile | undefined;
  /** Bytes of an incomplete record that were dropped from the state. */
  dropped: number;
  /** Resolves when the state cannot be written any more. */
  failed: Promise<Failure>;
}

/** Makes the sandbox, from its state file if there is one. Rejects with a Failure. */
export async function loadMachine(args: Arguments, version: string): Promise<LoadedMachine> {
  if (args.state === undefined) {
    const machine = await SandboxMachine.load({ options: optionsOf(args), prefix: PREFIX });
    return { machine, file: undefined, dropped: 0, failed: new Promise(() => {}) };
  }
  const { state } = args;
  const wanted = { seed: args.seed ?? null, now: args.now ?? null };
  const [file, found] = await StateFile.open(state, version, wanted);
  let fail: (failure: Failure) => void = () => {};
  const failed = new Promise<Failure>((resolve) => {
    fail = resolve;
  });
  const watch = (work: Promise<void>): Promise<void> => {
    work.catch((error) => fail(error));
    return work;
  };
  try {
    const { seed, now } = found.options;
    const machine = await SandboxMachine.load({
      options: optionsOf({ seed: seed ?? undefined, now: now ?? undefined }),
      prefix: PREFIX,
      journal(changes) {
        const kept = watch(file.append(changes));
        // Nothing happens between a change and this call, so the dump holds what was appended.
        if (file.isLong) watch(file.snapshot(machine.dump()));
        return kept;
      },
    });
    if (found.dump !== undefined) machine.load(found.dump);
    for (const change of found.changes) machine.replay(change);
    machine.resume();
    await file.snapshot(machine.dump());
    return { machine, file, dropped: found.dropped, failed };
  } catch (error) {
    await file.close();
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot use ${state}: ${messageOf(error)}`);
  }
}

function optionsOf({ seed, now }: Pick<Arguments, "seed" | "now">) {
  return { ...(seed !== undefined && { seed }), ...(now !== undefined && { now }) };
}
