import { defineConfig, loadEnv, type Plugin } from "vite";

/** In the build, the page may only run its own scripts. `'wasm-unsafe-eval'` is what WebAssembly needs. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: {
        "http-equiv": "Content-Security-Policy",
        content:
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self' https: http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'",
      },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, import.meta.dirname, "");
  return {
    root: import.meta.dirname,
    plugins: [contentSecurityPolicy],
    build: {
      target: "es2022",
      outDir: env.OUT_DIR || "dist",
      emptyOutDir: true,
      // The sandbox is a chunk of its own, which only the demo loads.
      chunkSizeWarningLimit: 1_000,
    },
    server: {
      proxy: {
        // For `VITE_WEBWORK_BASE_URL=/api/v2`: the requests of the page, passed on by Vite.
        "/api/v2": {
          target: env.WEBWORK_API || "https://api.webwork-tracker.com",
          changeOrigin: true,
        },
        // Your own server that adds the app's secret: docs/authentication.md has one.
        "/oauth/token": { target: env.WEBWORK_BACKEND || "http://127.0.0.1:8788" },
      },
    },
  };
});
