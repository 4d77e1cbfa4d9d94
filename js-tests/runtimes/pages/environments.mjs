// Browsers without a bundler, content security policies, and Chromium's extensions.

import { page } from "../app.mjs";

const BROWSERS = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKit" };
const SDK = "./sdk/index.js";
const IMPORT_MAP = `<script type="importmap">{ "imports": { "webwork-sdk": "${SDK}" } }</script>`;
const ALLOWED = "script-src 'self' 'wasm-unsafe-eval'";
/** What a user reads where a policy forbids wasm. */
const FORBIDDEN = /^InternalError: .*add 'wasm-unsafe-eval' to script-src/;

const policy = (text) => `<meta http-equiv="Content-Security-Policy" content="${text}">`;
const plain = (head) => (app) => ({
  "index.html": page("./main.js", head),
  "main.js": app.module(SDK),
});

const pages = Object.entries(BROWSERS).flatMap(([browser, title]) =>
  [
    {
      name: "importmap",
      title: "import map",
      files: (app) => ({ "index.html": page("./main.js", IMPORT_MAP), "main.js": app.module() }),
    },
    {
      name: "worker",
      title: "module worker",
      files: (app) => ({
        "index.html": page("./main.js"),
        "main.js": `new Worker("./worker.js", { type: "module" });\n`,
        "worker.js": app.module(SDK),
      }),
    },
    { name: "csp", title: `under \`${ALLOWED}\``, files: plain(policy(ALLOWED)) },
    {
      name: "csp-forbids",
      title: "under `script-src 'self'`",
      files: plain(policy("script-src 'self'")),
      expect: FORBIDDEN,
    },
  ].map((one) => ({
    ...one,
    name: `${browser}-${one.name}`,
    title: `${title}, ${one.title}`,
    browser,
    copy: "sdk",
    page: "",
  })),
);

const manifest = ({ background, scripts, csp = ALLOWED }) =>
  JSON.stringify({
    manifest_version: 3,
    name: "An extension",
    version: "1.0",
    background,
    action: { default_popup: "popup.html" },
    ...(scripts && { content_scripts: [{ matches: ["http://127.0.0.1/*"], js: scripts }] }),
    host_permissions: ["http://127.0.0.1/*"],
    ...(csp && { content_security_policy: { extension_pages: csp } }),
  });

const MODULE = { service_worker: "background.js", type: "module" };

const unbundled = (csp) => (app) => ({
  "manifest.json": manifest({ background: MODULE, csp }),
  "background.js": app.module(SDK),
  "popup.html": page("./popup.js"),
  "popup.js": app.module(SDK),
});

const extensions = [
  {
    name: "extension",
    title: "Chromium extension (MV3), service worker and popup",
    files: unbundled(),
    copy: "sdk",
    extension: ".",
    popup: "popup.html",
  },
  {
    name: "extension-bundled",
    title: "Chromium extension (MV3), bundled by esbuild",
    files: (app) => ({
      "out/manifest.json": manifest({ background: MODULE }),
      "out/popup.html": page("./popup.js"),
      "background.js": app.module(),
      "popup.js": app.module(),
    }),
    steps: [
      [
        "esbuild",
        "background.js",
        "popup.js",
        "--bundle",
        "--splitting",
        "--format=esm",
        "--outdir=out",
      ],
    ],
    bundle: "out",
    extension: "out",
    popup: "popup.html",
  },
  {
    name: "extension-content",
    title: "Chromium extension (MV3), content script that asks the service worker",
    files: (app) => ({
      "manifest.json": manifest({ background: MODULE, scripts: ["content.js"] }),
      "background.js": `${app.import(SDK)}\nchrome.runtime.onMessage.addListener((message, sender, respond) => {\n  ${app.result}.then(respond);\n  return true;\n});\n`,
      "content.js": `${app.post('chrome.runtime.sendMessage("list")')};\n`,
      "popup.html": page(""),
      "index.html": "<!doctype html><title>Somebody's page</title>\n",
    }),
    copy: "sdk",
    extension: ".",
    page: "",
  },
  {
    name: "extension-csp-forbids",
    title: "Chromium extension (MV3), without `'wasm-unsafe-eval'`",
    files: unbundled(null),
    copy: "sdk",
    extension: ".",
    popup: "popup.html",
    expect: FORBIDDEN,
  },
];

export default [...pages, ...extensions];
