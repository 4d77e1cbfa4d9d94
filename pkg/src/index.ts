// The default entry: the wasm travels inside, so that it loads wherever the module does.

import { inflate, setSource } from "./internal/loading/engine.js";
import { deflated, size } from "./internal/generated/wasm.js";

setSource(() => inflate(deflated, size));

export * from "./internal/exports.js";
