// npm run build: generates and builds the package.

import { setup } from "./setup.mjs";

await setup({ light: true });
