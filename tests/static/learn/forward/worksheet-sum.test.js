// The sum that a worksheet asks for can be worked out from what stands on it.
import assert from "node:assert/strict";
import test from "node:test";

import { worksheetSum } from "../../../../static/js/learn/forward/worksheet-sum.js";

const term = (source, input, weight) => ({ source, input, weight, product: input * weight });
const UNIT = {
  layer: 1,
  index: 3,
  terms: [term(5, 0.9712, 0.3934), term(9, 1, -0.5049)],
  rest: { count: 782, zeros: 600, sum: 0.21 },
  bias: 0.1249,
  pre_activation: 0.9712 * 0.3934 - 0.5049 + 0.21 + 0.1249,
  share: null,
};

test("the answers follow from the rounded numbers, to the last digit", () => {
  // 0.97 x 0.39 = 0.3783; 1 x -0.5 = -0.5. All inputs together add 0.0872; so the others add 0.0872 + 0.1217 = 0.21.
  const { terms, others, count, bias, sum, said } = worksheetSum(UNIT, "relu");
  assert.deepEqual(terms.map(({ input, weight, product }) => [input, weight, product]), [[0.97, 0.39, 0.3783], [1, -0.5, -0.5]]);
  assert.deepEqual([others, count, bias], [0.21, 782, 0.12]);
  assert.equal(sum, 0.2083);
  assert.equal(said, 0.2083);
  assert.ok(Math.abs(sum - UNIT.pre_activation) < 0.011, "and are close to what the network computes");
});

test("a sum below 0 is silent with ReLU, and an output says nothing by itself", () => {
  const below = { ...UNIT, bias: -1, pre_activation: UNIT.pre_activation - 1.1249 };
  assert.equal(worksheetSum(below, "relu").said, 0);
  assert.equal(worksheetSum({ ...UNIT, share: 0.2 }, "relu").said, null);
});

test("a worksheet has no more terms than a page can take", () => {
  const terms = Array.from({ length: 12 }, (_, source) => term(source, 0.5, 0.1));
  const sheet = worksheetSum({ ...UNIT, terms, rest: { count: 772 }, pre_activation: 1 }, "tanh");
  assert.equal(sheet.terms.length, 6);
  assert.equal(sheet.count, 778);
});
