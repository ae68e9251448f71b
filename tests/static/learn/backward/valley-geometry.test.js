// The loss against one weight: where it lies in the figure, and how the weight gets on at a learning rate.
import assert from "node:assert/strict";
import test from "node:test";

import { courseOf, leapOf, lowestOf, valleyGeometry } from "../../../../static/js/learn/backward/valley-geometry.js";

const SIZE = { width: 662, height: 270 }; // a plot of 600 x 200
const parabola = (weight) => (weight - 2) ** 2;
const weights = Array.from({ length: 61 }, (_, place) => -2 + place * 0.1);

/** Gradient descent on (weight - 2)^2 from 0 on, as the server would answer it. */
function valleyAt(rate, steps = 12) {
  const path = [0];
  while (path.length <= steps) path.push(path.at(-1) - rate * 2 * (path.at(-1) - 2));
  const descent = path.map((weight) => ({ weight, loss: parabola(weight) }));
  return { weight: 0, loss: 4, slope: -4, weights, losses: weights.map(parabola), taken: descent.slice(0, 1), descent };
}

test("a weight creeps, arrives, or leaps across the valley", () => {
  assert.equal(courseOf(valleyAt(0.005)), "creeps");
  assert.equal(courseOf(valleyAt(0.1)), "arrives");
  assert.equal(courseOf(valleyAt(0.9)), "arrives"); // from one side to the other, but lower each time
  assert.equal(courseOf(valleyAt(1.1)), "leaps");
  const { before, after } = leapOf(valleyAt(1.1));
  assert.deepEqual([before, after.toFixed(2)], [4, "5.76"]);
  assert.equal(leapOf(valleyAt(0.1)), null);
});

test("a weight that leaps onto a plain outside the picture is told of as such", () => {
  const slide = { ...valleyAt(0.1), descent: [{ weight: 0, loss: 4 }, { weight: 40, loss: 0 }, { weight: 40, loss: 0 }] };
  assert.equal(courseOf(slide), "beyond");
});

test("where there is no slope, or nothing to gain, there is no way down", () => {
  const flat = { weight: 0, loss: 3, slope: 0, weights, losses: weights.map(() => 3), descent: [{ weight: 0, loss: 3 }] };
  assert.equal(courseOf(flat), "plain");
  assert.equal(courseOf({ ...flat, slope: -1e-9 }), "plain");
});

test("the tangent touches the curve at the ball, as steep as the slope", () => {
  const { plot, ball, tangent, dots, hops } = valleyGeometry(SIZE, valleyAt(0.1));
  assert.deepEqual([plot.right - plot.left, plot.bottom - plot.top], [600, 200]);
  assert.deepEqual([(tangent.x1 + tangent.x2) / 2, (tangent.y1 + tangent.y2) / 2].map(Math.round), ball.map(Math.round));
  const [perWeight, perLoss] = [600 / 6, 200 / 20]; // the axis ends at 20, over 16
  const steepness = (tangent.y2 - tangent.y1) / (tangent.x2 - tangent.x1);
  assert.ok(Math.abs(steepness - (4 * perLoss) / perWeight) < 1e-9); // down on the screen as the loss falls
  assert.equal(dots.length, 12);
  assert.equal(hops.split("L").length, 13);
});

test("the minimum in view is the lowest point of the curve", () => {
  const { weight, loss } = lowestOf(valleyAt(0.1));
  assert.deepEqual([weight.toFixed(6), loss.toFixed(6)], ["2.000000", "0.000000"]);
  const { bottom, plot } = valleyGeometry(SIZE, valleyAt(0.1));
  assert.ok(Math.abs(bottom[1] - plot.bottom) < 1e-6);
});

test("a level curve, and one of no loss at all, still have a figure", () => {
  const level = (loss) => ({ weight: 0, loss, slope: 0, weights, losses: weights.map(() => loss), taken: [{ weight: 0, loss }], descent: [{ weight: 0, loss }] });
  for (const loss of [0, 3]) {
    const { path, ball, tangent } = valleyGeometry(SIZE, level(loss));
    assert.ok(!/NaN|Infinity/.test(path));
    assert.ok([...ball, ...Object.values(tangent)].every(Number.isFinite));
  }
});
