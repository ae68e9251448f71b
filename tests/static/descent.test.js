// The loss over the length of a step.
import assert from "node:assert/strict";
import test from "node:test";

import { bestRate, descentGeometry, verdictOf } from "../../static/js/descent-geometry.js";
import { exponentOf, rateAt, typedRate } from "../../static/js/learning-rates.js";

const CURVE = { learning_rates: [0, 0.001, 0.01, 0.1, 1, 10, 100], losses: [2, 1.99, 1.9, 1.1, 0.2, 3, null] };
const step = (learning_rate, new_loss) => ({ curve: CURVE, history: [2], learning_rate, new_loss });
const SIZE = { width: 600, height: 280 };

test("a step is too small, right, too large or runs away", () => {
  assert.equal(verdictOf(step(0.001, 1.99)), "small");
  assert.equal(verdictOf(step(1, 0.2)), "right");
  assert.equal(verdictOf(step(10, 3)), "large");
  assert.equal(verdictOf(step(100, null)), "away");
});

test("where nothing can be gained, no length is right", () => {
  const curve = { learning_rates: [0, 1], losses: [2, 2] };
  assert.equal(verdictOf({ curve, history: [2], learning_rate: 1, new_loss: 2 }), "flat");
});

test("the best length is that of the lowest loss", () => {
  assert.equal(bestRate(CURVE), 1);
});

test("a place on the chart is the rate that is drawn there", () => {
  const { rateAt: at, xTicks, plot } = descentGeometry(SIZE, step(0.1, 1.1));
  for (const { value, x } of xTicks) assert.ok(Math.abs(at(x) / value - 1) < 1e-9);
  assert.deepEqual(xTicks.map(({ value }) => value), [0.001, 0.01, 0.1, 1, 10, 100]);
  assert.equal(at(plot.left - 50), at(plot.left));
});

test("the lower the loss, the lower it is drawn; what is far above is not in the picture", () => {
  const { marker, nowY } = descentGeometry(SIZE, step(1, 0.2));
  assert.ok(marker.y > nowY);
  assert.equal(marker.inside, true);
  assert.equal(descentGeometry(SIZE, step(10, 30)).marker.inside, false);
  assert.equal(descentGeometry(SIZE, step(100, null)).marker.inside, false);
});

test("rates have two digits, and come back to the slider's place", () => {
  assert.equal(rateAt(-1), 0.1);
  assert.equal(rateAt(-0.7), 0.2);
  assert.equal(rateAt(-3.9), 0.00013);
  assert.equal(exponentOf(0.01), -2);
});

test("a typed rate may have a comma, and must be possible", () => {
  assert.equal(typedRate(" 0,5 "), 0.5);
  assert.equal(typedRate("1e-3"), 0.001);
  for (const text of ["", "x", "0", "-1", "1001", "NaN"]) assert.equal(typedRate(text), null, text);
});
