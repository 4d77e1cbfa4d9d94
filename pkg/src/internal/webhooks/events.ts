// Deliveries for tests.

import { check } from "../errors/entries.js";
import type { WebhookEvent } from "../generated/models.js";
import { WEBHOOK_EVENTS } from "./parse.js";

/**
 * Makes the raw body of a delivery, for tests of your own code: `parseWebhook(testEvent("tracker.started"))`.
 * Its shape, `{ event, ...members }`, is this package's own: what the vendor sends is not documented.
 *
 * @param type - The event.
 * @param members - More members of the body.
 */
export function testEvent(
  type: WebhookEvent | (string & {}),
  members: Record<string, unknown> = {},
): string {
  const isName = typeof type === "string" && type !== "";
  check("testEvent", "type", type, isName, `a string, such as ${WEBHOOK_EVENTS[0]}`);
  return JSON.stringify({ event: type, ...members });
}
