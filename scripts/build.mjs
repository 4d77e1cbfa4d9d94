// npm run build: everything that is generated.

import { setup } from "./setup.mjs";

await setup({ light: true });
