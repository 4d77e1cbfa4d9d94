// Being called by WebWork. Needs neither the main entry nor its wasm.

export type { WebhookEvent } from "./internal/generated/models.js";
export { testEvent } from "./internal/webhooks/events.js";
export {
  type DeliveryOf,
  parseWebhook,
  WEBHOOK_EVENTS,
  type WebhookDelivery,
  type WebhookOptions,
} from "./internal/webhooks/parse.js";
export type { IncomingBody, WebhookInput } from "./internal/webhooks/read.js";
