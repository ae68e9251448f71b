import assert from "node:assert/strict";
import test from "node:test";

import { chartGeometry, linePath, MARGIN } from "../../../static/js/charts/chart-geometry.js";
import { epochTicks, niceTicks } from "../../../static/js/charts/ticks.js";

// A plot of exactly 100 x 100 pixels, from (56, 10) to (156, 110).
const SIZE = { width: MARGIN.left + 100 + MARGIN.right, height: MARGIN.top + 100 + MARGIN.bottom };

test("ticks are round and reach around the values", () => {
  assert.deepEqual(niceTicks(0, 0.93), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  // A span of 0.06 in about 5 steps: 0.012 is rounded up to 0.02.
  assert.deepEqual(niceTicks(0.91, 0.97), [0.9, 0.92, 0.94, 0.96, 0.98]);
});

test("values that are all alike still have an axis", () => {
  assert.ok(niceTicks(0.5, 0.5).length >= 2);
  assert.ok(niceTicks(0, 0).length >= 2);
});

test("epochs are ticked in whole numbers from 1", () => {
  assert.deepEqual(epochTicks(4), [1, 2, 3, 4]);
  assert.deepEqual(epochTicks(20), [1, 5, 10, 15, 20]);
});

test("the first epoch lies on the left edge, the last on the right, and small values low", () => {
  const { toX, toY, yTicks } = chartGeometry(SIZE, [{ name: "loss", values: [1, 0.5, 0] }], 3);
  assert.deepEqual([toX(1), toX(2), toX(3)], [56, 106, 156]);
  assert.deepEqual([yTicks[0].y, yTicks.at(-1).y], [110, 10]);
  assert.equal(toY(0.5), 60);
});

test("the axis keeps room for the epochs still to come", () => {
  const { lines } = chartGeometry(SIZE, [{ name: "loss", values: [1, 0] }], 5);
  // Epoch 2 of 5 is a quarter of the way: 56 + 100 / 4.
  assert.equal(lines[0].path, "M56,10L81,110");
});

test("the axis of a share ends at 1", () => {
  const { yTicks } = chartGeometry(SIZE, [{ name: "accuracy", values: [0.985, 0.999] }], 2, { high: 1 });
  assert.ok(yTicks.every(({ value }) => value <= 1));
});

test("a missing value is a gap in the line, not a fall to zero", () => {
  const straight = (value) => value * 10;
  assert.equal(linePath([1, null, 3, 4], straight, straight), "M10,10M30,30L40,40");
});

test("a place on the chart tells its epoch, kept within the axis", () => {
  const { epochAt } = chartGeometry(SIZE, [{ name: "loss", values: [1] }], 11);
  // 10 pixels to an epoch: 56 + 34 is nearest to epoch 4 at 56 + 30.
  assert.equal(epochAt(90), 4);
  assert.equal(epochAt(-50), 1);
  assert.equal(epochAt(900), 11);
});

test("an axis takes in what it is told to, however little there is to see", () => {
  const { yTicks } = chartGeometry(SIZE, [{ name: "accuracy", values: [0.111, 0.113] }], 5, { high: 1, span: [0, 1] });
  assert.deepEqual([yTicks[0].value, yTicks.at(-1).value], [0, 1]);
});
