// The entry for workerd and edge runtimes, which compile no bytes at run time: the module is
// imported. `?module` is the one spelling that wrangler and Next's edge bundler both take.

import { setSource } from "./internal/loading/source.js";
import module from "./webwork.wasm?module";

// Each request to a worker is a context of its own.
setSource(() => module, true);

export * from "./internal/exports.js";
