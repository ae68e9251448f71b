import assert from "node:assert/strict";
import test from "node:test";

import { curveGeometry, nearestDot, nextOnCurve } from "../../../static/js/charts/curve-geometry.js";

const SIZE = { width: 452, height: 236 }; // a plot of 400 x 200
const X = [-4, -2, 0, 2, 4];
const RELU = {
  x: X, bend: X.map((x) => Math.max(0, x)), zones: [{ start: -4, end: 0 }],
  pre_activations: [-3, 2, 1], activations: [0, 2, 1], slopes: [0, 1, 1],
};

test("the curve fills the plot, and units stand on it", () => {
  const { plot, axis, zones, dots } = curveGeometry(SIZE, RELU, null);
  assert.deepEqual([plot.right - plot.left, plot.bottom - plot.top], [400, 200]);
  assert.equal(axis.x, plot.left + 200);
  assert.deepEqual(zones, [{ x: plot.left, width: 200 }]);
  assert.deepEqual(dots[0], [plot.left + 50, axis.y]);
  assert.equal(dots[1][0], plot.left + 300);
  // 2 is in the middle of 0 and 4, and so of the y axis too.
  assert.ok(Math.abs(dots[1][1] - (plot.top + plot.bottom) / 2) < 1e-9);
});

test("the tangent touches the curve at the chosen unit, as steep as the curve, and stays in the plot", () => {
  const { dots, tangent, plot } = curveGeometry(SIZE, RELU, 1);
  const rise = (dots[1][1] - dots[2][1]) / (dots[1][0] - dots[2][0]); // both on the slope of 1
  assert.ok(Math.abs((tangent.y2 - tangent.y1) / (tangent.x2 - tangent.x1) - rise) < 1e-9);
  assert.ok(Math.abs((tangent.x1 + tangent.x2) / 2 - dots[1][0]) < 1e-9);
  const flat = curveGeometry(SIZE, RELU, 0);
  assert.equal(flat.tangent.y1, flat.tangent.y2);
  const edge = curveGeometry(SIZE, { ...RELU, pre_activations: [-3, 4, 1], activations: [0, 4, 1] }, 1).tangent;
  assert.ok(edge.x2 <= plot.right && edge.y2 >= plot.top);
  assert.equal(curveGeometry(SIZE, RELU, null).tangent, null);
});

test("ticks are round and inside", () => {
  const { xTicks, yTicks, plot } = curveGeometry(SIZE, RELU, null);
  assert.deepEqual(xTicks.map(({ value }) => value), [-4, -2, 0, 2, 4]);
  for (const { y } of yTicks) assert.ok(y >= plot.top && y <= plot.bottom);
});

test("the nearest dot, and the next unit on the curve", () => {
  assert.equal(nearestDot([[0, 0], [10, 0], [10, 30]], 9, 20), 2);
  const sums = [-3, 2, 1]; // from left to right: 0, 2, 1
  assert.equal(nextOnCurve(sums, 0, 1), 2);
  assert.equal(nextOnCurve(sums, 2, 1), 1);
  assert.equal(nextOnCurve(sums, 1, 1), 1);
  assert.equal(nextOnCurve(sums, 1, -Infinity), 0);
  assert.equal(nextOnCurve(sums, 0, Infinity), 1);
});
