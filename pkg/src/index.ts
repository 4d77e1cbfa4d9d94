// The default entry: the wasm travels inside, so that it loads wherever the module does.

import { size, text } from "./internal/generated/wasm.js";
import { decode } from "./internal/loading/decode.js";
import { setSource } from "./internal/loading/source.js";

setSource(() => decode(text, size));

export * from "./internal/exports.js";
