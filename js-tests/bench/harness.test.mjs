import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, median, rounded, spread, summary } from "./harness.mjs";

test("the median is the value in the middle, or between the two there", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test("the spread is the reach of the middle half, as a part of the median", () => {
  assert.equal(spread([10, 10, 10, 10, 10]), 0);
  assert.equal(spread([1, 8, 10, 13, 900]), 0.5);
});

test("figures keep three digits that count, and no whole number is cut", () => {
  assert.equal(rounded(1.23456), 1.23);
  assert.equal(rounded(45.678), 45.7);
  assert.equal(rounded(14_789.4), 14_789);
});

test("a ratio is taken round by round, so that a slow spell that hits all changes nothing", () => {
  const { raw, other } = summary({ raw: [10, 10, 1_000], other: [20, 20, 2_000] });
  assert.deepEqual([raw.time, raw.ratio], [10, 1]);
  assert.deepEqual([other.time, other.ratio], [20, 2]);
});

test("ways are measured a run at a time, whatever the size of their batches", async () => {
  let now = 0;
  const takes = (time) => async () => {
    now += time;
  };
  const ways = { one: takes(1), three: takes(3) };
  const { one, three } = await compare(ways, { rounds: 3, clock: () => now });
  assert.deepEqual(one, { time: 1_000, spread: 0, ratio: 1 });
  assert.deepEqual(three, { time: 3_000, spread: 0, ratio: 3 });
});
