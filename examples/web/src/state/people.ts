// The workspaces of the user, the members of one, and the contracts of a member: what one chooses from.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Contract, Member, Workspace } from "webwork-sdk";
import type { Problem } from "../lib/problems.ts";
import { createRemote, type RemoteSource } from "../lib/remote.ts";
import type { Connection } from "../sdk/connection.ts";

/** Whose time is shown. */
export interface Who {
  readonly workspaceId: number;
  readonly userId: number;
}

export interface People {
  readonly workspaces: RemoteSource<readonly Workspace[]>;
  readonly members: RemoteSource<readonly Member[]>;
  /** The active contracts of the member: each is a project to book time on. */
  readonly contracts: RemoteSource<readonly Contract[]>;
  readonly workspaceId: ReadonlySignal<number | undefined>;
  readonly member: ReadonlySignal<Member | undefined>;
  /** The same object as long as neither the workspace nor the member changes. */
  readonly who: ReadonlySignal<Who | undefined>;
  chooseWorkspace(id: number): void;
  chooseMember(id: number): void;
}

export function createPeople(
  { webwork }: Connection,
  explain: (error: unknown) => Problem,
): People {
  const workspaceId = signal<number>();
  const who = signal<Who>();

  const workspaces = createRemote(async (signal) => {
    const all = await webwork.workspaces.list({}, { signal }).toArray();
    if (workspaceId.peek() === undefined) workspaceId.value = all[0]?.id;
    return all;
  }, explain);

  const members = createRemote(async (signal) => {
    const id = workspaceId.peek();
    if (id === undefined) return [];
    const params = { workspace_id: id, status: "active", per_page: 100 } as const;
    const all = await webwork.members.list(params, { signal }).toArray();
    // People look at their own time first.
    const me = workspaces.now.peek().value?.find((workspace) => workspace.id === id)?.user_id;
    const first = all.find((member) => member.id === me) ?? all[0];
    if (first && who.peek()?.workspaceId !== id) who.value = { workspaceId: id, userId: first.id };
    return all;
  }, explain);

  const contracts = createRemote(async (signal) => {
    const chosen = who.peek();
    if (!chosen) return [];
    const params = { workspace_id: chosen.workspaceId, user_id: chosen.userId } as const;
    return webwork.contracts
      .list({ ...params, status: "active", per_page: 100 }, { signal })
      .toArray();
  }, explain);

  return {
    workspaces,
    members,
    contracts,
    workspaceId,
    who,
    member: computed(() => members.now.value.value?.find(({ id }) => id === who.value?.userId)),
    chooseWorkspace: (id) => {
      who.value = undefined;
      workspaceId.value = id;
    },
    chooseMember: (userId) => {
      const id = workspaceId.peek();
      if (id !== undefined) who.value = { workspaceId: id, userId };
    },
  };
}

export const nameOf = ({ firstname, lastname }: Member): string => `${firstname} ${lastname}`;
