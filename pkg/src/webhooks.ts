// Being called by WebWork. Needs neither the main entry nor its wasm.

export { testEvent } from "./internal/webhooks/events.js";
export {
  parseWebhook,
  WEBHOOK_EVENTS,
  type DeliveryOf,
  type WebhookDelivery,
  type WebhookOptions,
} from "./internal/webhooks/parse.js";
export type { WebhookEvent } from "./internal/generated/models.js";
export type { IncomingBody, WebhookInput } from "./internal/webhooks/read.js";
