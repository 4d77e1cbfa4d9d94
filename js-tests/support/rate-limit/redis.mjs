// Redis or Valkey, on a socket of its own, and the clients that people have.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import IoRedis from "ioredis";
import IoValkey from "iovalkey";
import { createClient, createCluster } from "redis";

/** Starts a server, which keeps nothing on disk and ends with the test. `more`: further options. */
export async function startRedis(t, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "webwork-redis-"));
  const socket = join(folder, "redis.sock");
  let child;
  const server = {
    socket,
    async start() {
      const options = {
        "--port": "0",
        "--unixsocket": socket,
        "--save": "",
        "--dir": folder,
        ...more,
      };
      child = spawn(process.env.REDIS_PATH, Object.entries(options).flat(), {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve, reject) => {
        let printed = "";
        child.stdout.setEncoding("utf8").on("data", (chunk) => {
          printed += chunk;
          if (/ready to accept connections/i.test(printed)) resolve();
        });
        child.on("error", reject);
        child.on("exit", () => reject(new Error(`the server ended: ${printed}`)));
      });
    },
    /** Ends it at once, as a power cut does. What it knew is gone. */
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    /** It goes on, but does not respond. */
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
  };
  t.after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await server.start();
  return server;
}

/** A cluster of one server, which has no socket: clusters need ports. */
export async function startCluster(t) {
  const port = await freePort();
  const server = await startRedis(t, {
    "--port": port,
    "--bind": "127.0.0.1",
    "--cluster-enabled": "yes",
  });
  const client = await CLIENTS.redis(server.socket);
  await client.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  for (let tries = 0; !/cluster_state:ok/.test(await client.command("CLUSTER", "INFO")); tries++) {
    if (tries > 200) throw new Error("the cluster does not start");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  client.close();
  const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
  cluster.on("error", () => {});
  await cluster.connect();
  t.after(() => cluster.destroy());
  return cluster;
}

/** A free port below 55,000: a cluster also takes the one 10,000 above. */
async function freePort() {
  for (let port = 21_000 + (process.pid % 9_000); port < 55_000; port += 97) {
    const server = createServer();
    server.listen(port, "127.0.0.1");
    const isFree = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(() => false),
    ]).catch(() => false);
    server.close();
    if (isFree) return port;
  }
  throw new Error("no port is free");
}

/** A client of each kind, connected: what `redisStore` takes, and how it is closed. */
export const CLIENTS = {
  async redis(path) {
    const client = createClient({
      socket: { path, reconnectStrategy: 20 },
      disableOfflineQueue: true,
    });
    client.on("error", () => {});
    await client.connect();
    return {
      client,
      eval: (script, keys, args) => client.eval(script, { keys, arguments: args }),
      evalSha: (sha, keys, args) => client.evalSha(sha, { keys, arguments: args }),
      command: (...command) => client.sendCommand(command),
      close: () => client.destroy(),
    };
  },
  ioredis: async (path) => ioredis(new IoRedis({ path, ...IOREDIS })),
  iovalkey: async (path) => ioredis(new IoValkey({ path, ...IOREDIS })),
};

const IOREDIS = { retryStrategy: () => 20, maxRetriesPerRequest: 0 };

async function ioredis(client) {
  client.on("error", () => {});
  if (client.status !== "ready") await once(client, "ready");
  return {
    client,
    eval: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    evalSha: (sha, keys, args) => client.evalsha(sha, keys.length, ...keys, ...args),
    close: () => client.disconnect(),
  };
}
