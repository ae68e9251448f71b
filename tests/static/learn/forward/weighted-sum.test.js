import assert from "node:assert/strict";
import test from "node:test";

import { COURSE, shown, typedNumber, weightedSum, writtenOut } from "../../../../static/js/learn/forward/weighted-sum.js";

test("the course's numbers make 0.7, not 0.7000000000000001", () => {
  assert.deepEqual(weightedSum(COURSE), { products: [0.1, 0.2, 0.4], prediction: 0.7 });
  assert.equal(writtenOut(COURSE), "0.1 × 1 + 0.2 × 1 + 0.4 × 1 + 0 = 0.7");
});

test("weights and bias count", () => {
  const sum = { inputs: [0.1, 0.2, 0.4], weights: [2, -1, 0.5], bias: -0.3 };
  // 0.2 - 0.2 + 0.2 - 0.3 = -0.1
  assert.equal(weightedSum(sum).prediction, -0.1);
  assert.equal(writtenOut(sum), "0.1 × 2 + 0.2 × (−1) + 0.4 × 0.5 + (−0.3) = −0.1");
});

test("what is no number is no number, and neither is the sum", () => {
  assert.ok(Number.isNaN(typedNumber("")) && Number.isNaN(typedNumber("two")));
  assert.deepEqual(["0,5", " −2 ", "1e-3"].map(typedNumber), [0.5, -2, 0.001]);
  const broken = weightedSum({ ...COURSE, bias: NaN });
  assert.equal(shown(broken.prediction), "–");
  assert.equal(shown(-0), "0");
});
