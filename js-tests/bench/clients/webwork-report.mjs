import * as webwork from "./webwork.mjs";

export const name = "webwork-sdk, validation";
export const open = (options) =>
  webwork.open({ ...options, validation: "report", onDrift: () => {} });
