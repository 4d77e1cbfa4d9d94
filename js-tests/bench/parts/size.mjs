// What an app ships for a minimal use: bundled and minified by esbuild, packed by brotli.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { show } from "../harness.mjs";

const OURS = {
  "default entry": `import { WebWork } from "webwork-sdk"; console.log(new WebWork({ token: "t" }));`,
  "slim (glue and facade, no wasm)": `import { WebWork, loadWasm } from "webwork-sdk/slim"; loadWasm("w"); console.log(new WebWork({ token: "t" }));`,
  sandbox: `import { Sandbox } from "webwork-sdk/sandbox"; console.log(new Sandbox());`,
};

const PEERS = {
  "openapi-fetch": `import createClient from "openapi-fetch"; console.log(createClient({ baseUrl: "u" }));`,
  ky: `import ky from "ky"; console.log(ky.create({}));`,
  gaxios: `import { Gaxios } from "gaxios"; console.log(new Gaxios());`,
  notion: `import { Client } from "@notionhq/client"; console.log(new Client());`,
  "octokit core": `import { Octokit } from "@octokit/core"; console.log(new Octokit());`,
  "octokit + retry + throttling + paginate": `
    import { Octokit } from "@octokit/core";
    import { paginateRest } from "@octokit/plugin-paginate-rest";
    import { retry } from "@octokit/plugin-retry";
    import { throttling } from "@octokit/plugin-throttling";
    console.log(new (Octokit.plugin(retry, throttling, paginateRest))());`,
  axios: `import axios from "axios"; console.log(axios.create());`,
  "zod alone": `import * as z from "zod"; console.log(z.object({ id: z.string() }));`,
  stripe: `import Stripe from "stripe"; console.log(new Stripe("k"));`,
  anthropic: `import Anthropic from "@anthropic-ai/sdk"; console.log(new Anthropic());`,
  openai: `import OpenAI from "openai"; console.log(new OpenAI());`,
};

export async function run() {
  const packageFolder = "node_modules/webwork-sdk";
  const rows = { "webwork.wasm": weigh(readFileSync(join(packageFolder, "dist/webwork.wasm"))) };
  for (const [name, source] of Object.entries(OURS)) rows[name] = weigh(await bundle(source, "."));
  const files = readdirSync(packageFolder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  );
  rows["tarball, packed"] = {
    bytes: statSync(readdirSync(".").find((name) => name.endsWith(".tgz"))).size,
  };
  rows["tarball, unpacked"] = {
    bytes: files.reduce(
      (sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size,
      0,
    ),
  };
  show("webwork-sdk, minified", rows);

  const others = { "webwork-sdk": rows["default entry"] };
  for (const [name, source] of Object.entries(PEERS))
    others[name] = weigh(await bundle(source, "bench"));
  show(
    "The same beside others, a minimal use each, minified",
    Object.fromEntries(
      Object.entries(others).sort(([, one], [, other]) => one.brotli - other.brotli),
    ),
  );

  execFileSync("cargo", ["xtask", "size", "--details"], {
    cwd: process.env.WEBWORK_ROOT,
    stdio: "inherit",
  });
}

async function bundle(contents, resolveDir) {
  const options = {
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "silent",
  };
  // What needs Node's own modules is not for browsers; its size counts all the same.
  const { outputFiles } = await build({ ...options, platform: "browser" }).catch(() =>
    build({ ...options, platform: "node" }),
  );
  return outputFiles[0].contents;
}

function weigh(bytes) {
  const { length } = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return { bytes: bytes.length, brotli: length, "brotli, KB": Number((length / 1024).toFixed(1)) };
}
