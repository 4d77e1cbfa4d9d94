// Makes the folder that browsers load: bundles, pages, icons, manifest.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const src = join(here, "src");
const SIZES = [16, 32, 48, 128];

let rasterizer;

/**
 * Makes the folder to load unpacked, and resolves to its path.
 *
 * @param {{ folder?: string, hosts?: string[] }} options - `hosts`: match patterns of services beyond
 *   WebWork's own that it may reach from the start, such as those on 127.0.0.1.
 */
export async function buildExtension({ folder = join(here, "dist/extension"), hosts = [] } = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "icons"), { recursive: true });
  await build({
    entryPoints: {
      worker: join(src, "background/worker.ts"),
      popup: join(src, "popup/popup.ts"),
      options: join(src, "options/options.ts"),
    },
    outdir: folder,
    bundle: true,
    // Classic scripts: Firefox's background pages and Chromium's service workers both run them.
    format: "iife",
    target: ["chrome121", "firefox142"],
    legalComments: "none",
    // The package is a link into this repository, and is to be taken as an installed one.
    preserveSymlinks: true,
    logLevel: "warning",
  });
  for (const file of ["popup/popup.html", "popup/popup.css", "options/options.html"])
    cpSync(join(src, file), join(folder, file.split("/")[1]));
  cpSync(join(src, "options/options.css"), join(folder, "options.css"));
  cpSync(join(src, "shared/shared.css"), join(folder, "shared.css"));

  const manifest = JSON.parse(readFileSync(join(src, "manifest.json"), "utf8"));
  manifest.host_permissions.push(...hosts);
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));

  const svg = readFileSync(join(src, "icon.svg"), "utf8");
  rasterizer ??= initWasm(
    readFileSync(fileURLToPath(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"))),
  );
  await rasterizer;
  for (const size of SIZES) {
    const image = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render();
    writeFileSync(join(folder, `icons/${size}.png`), image.asPng());
  }
  return folder;
}
