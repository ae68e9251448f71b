// Losses and accuracies of a training as lines, a column for each moment.
import assert from "node:assert/strict";
import test from "node:test";

import { growthCurves } from "../../../static/js/learn/time/growth-curves.js";

const moment = (loss, accuracy) => ({ training_loss: loss, validation_loss: loss, training_accuracy: accuracy, validation_accuracy: accuracy });

test("a tenth of the loss is the same way down anywhere, and no loss leaves the chart", () => {
  const { lines, ticks } = growthCurves([moment(2, 0.1), moment(0.2, 0.9), moment(0.02, 1)], "loss");
  const ys = [...lines[0].path.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
  assert.ok(Math.abs(ys[1] - ys[0] - (ys[2] - ys[1])) < 0.2);
  assert.ok(ys.every((y) => y > 0 && y < 100));
  assert.deepEqual(ticks.map(({ value }) => value), [1, 0.1]);
});

test("an accuracy that nobody measured is a gap, and each moment stands amid its column", () => {
  const { lines } = growthCurves([{ ...moment(null, null) }, moment(1, 0.5), moment(1, 1)], "accuracy");
  assert.deepEqual(lines, [{ name: "training", path: "M1.5,50L2.5,0" }, { name: "validation", path: "M1.5,50L2.5,0" }]);
});
