// Sends what the user wants to WebWork, and says how that went.

import { explain } from "../shared/explain.ts";
import { changeSessions, ownerOf, readSessions, whileIdle, write } from "../shared/storage.ts";
import { isDue } from "../timer/reconcile.ts";
import { settle } from "../timer/settle.ts";
import { clientFor } from "./client.ts";
import { refreshOverview } from "./overview.ts";
import { currentAccount } from "./sign-in.ts";

/** One run at a time. `looking`: the user has the popup open and wants to see how things are. */
export const sync = (looking = false): Promise<void> =>
  whileIdle(async () => {
    try {
      const account = await currentAccount();
      const owner = ownerOf(account);
      const read = async () => (await readSessions()).filter((session) => session.owner === owner);
      if (!looking && !(await read()).some(isDue)) return;
      const client = clientFor(account);
      const desk = {
        client,
        userId: account.userId,
        now: Date.now,
        read,
        change: changeSessions,
      };
      const hasChanged = await settle(desk, looking);
      if (looking || hasChanged) await refreshOverview(client, account);
      const { remaining, limit } = client.rateLimit;
      const known = remaining !== undefined && limit !== undefined;
      await write({ status: { kind: "ok", message: "", ...(known && { remaining, limit }) } });
    } catch (error) {
      await write({ status: explain(error) });
    }
  });
