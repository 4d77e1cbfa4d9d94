// The default entry: the wasm travels inside, so that it loads wherever the module does.

import { inflate, setSource } from "./engine.js";
import { deflated, size } from "./generated/wasm.js";

setSource(() => inflate(deflated, size));

export * from "./shared.js";
