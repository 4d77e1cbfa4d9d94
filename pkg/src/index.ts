// The default entry: the wasm travels inside, so that it loads wherever the module does.

import { deflated, size } from "./internal/generated/wasm.js";
import { inflate } from "./internal/loading/inflate.js";
import { setSource } from "./internal/loading/source.js";

setSource(() => inflate(deflated, size));

export * from "./internal/exports.js";
