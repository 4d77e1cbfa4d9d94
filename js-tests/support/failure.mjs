import assert from "node:assert/strict";

/** The reason a promise rejects with. Fails if the promise is fulfilled. */
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("the promise was fulfilled");
}
