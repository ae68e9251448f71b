import assert from "node:assert/strict";
import test from "node:test";

import { bracketed, figure } from "../../../static/js/common/formatting.js";
import { barOf, formulasOf, rangeOf, runningSum } from "../../../static/js/learn/unit-terms.js";

const term = (source, input, weight) => ({ source, input, weight, product: input * weight });
// 0.9996 * 0.5004 = 0.50019984, -0.33349, 0.1667; the rest -0.04006984; bias 0.25; together 0.54333.
const UNIT = {
  layer: 1, index: 4,
  terms: [term(9, 0.9996, 0.5004), term(3, 1, -0.33349), term(5, 0.5, 0.3334)],
  rest: { count: 781, zeros: 600, sum: -0.04006984 },
  bias: 0.25, pre_activation: 0.54333, activation: 0.54333, slope: 1, share: null, state: "active",
};

test("what is shown adds up to what is shown", () => {
  const { terms, rest, bias, total } = runningSum(UNIT);
  assert.deepEqual(terms.map(({ value }) => value), [0.5, -0.333, 0.167]);
  assert.deepEqual([bias.value, total.value], [0.25, 0.543]);
  assert.equal(rest.value, -0.041); // -0.040, and the rounding of the others
  assert.ok(Math.abs(rest.value - UNIT.rest.sum) < 0.0005 * 5);
});

test("each bar starts where the sum stood before it", () => {
  const { terms, rest, bias, total } = runningSum(UNIT);
  const ends = [...terms, rest, bias].map(({ start, end }) => [start, end]);
  assert.deepEqual(ends, [[0, 0.5], [0.5, 0.167], [0.167, 0.334], [0.334, 0.293], [0.293, 0.543]]);
  assert.deepEqual([total.start, total.end], [0, 0.543]);
});

test("without a rest nothing is made up", () => {
  const alone = { ...UNIT, terms: [term(0, 1, 0.5)], rest: { count: 0, zeros: 0, sum: 0 }, bias: 0, pre_activation: 0.5 };
  assert.equal(runningSum(alone).rest.value, 0);
});

test("bars lie in the range that the running sum takes, 0 among it", () => {
  const range = rangeOf(runningSum(UNIT));
  assert.deepEqual(range, [0, 0.543]);
  assert.deepEqual(barOf({ start: 0, end: 0.543 }, range), { left: 0, width: 1 });
  assert.deepEqual(barOf({ start: 1, end: -1 }, [-2, 2]), { left: 0.25, width: 0.5 });
  const nothing = { ...UNIT, terms: [], rest: { count: 784, zeros: 784, sum: 0 }, bias: 0, pre_activation: 0 };
  assert.deepEqual(rangeOf(runningSum(nothing)), [0, 1]);
});

test("figures have a real minus, and 0 has none", () => {
  assert.equal(figure(-0.41), "−0.410");
  assert.equal(figure(-0.0004), "0.000");
  assert.equal(bracketed(-2), "(−2.000)");
  assert.equal(bracketed(2), "2.000");
});

test("formulas have the numbers filled in", () => {
  assert.deepEqual(formulasOf(UNIT, "relu"), [
    "pre_activation = sum(inputs * weights) + bias = 0.293 + 0.250 = 0.543",
    "activation = max(0, 0.543) = 0.543",
    "slope = 1.000",
  ]);
  const bent = { ...UNIT, activation: 0.633, slope: 0.232 };
  assert.deepEqual(formulasOf(bent, "sigmoid").slice(1), [
    "activation = 1 / (1 + e^(−0.543)) = 0.633",
    "slope = a * (1 - a) = 0.633 * 0.367 = 0.232",
  ]);
  assert.equal(formulasOf({ ...UNIT, activation: 0.495, slope: 0.755 }, "tanh")[2], "slope = 1 - a^2 = 1 - 0.245 = 0.755");
  assert.equal(formulasOf({ ...UNIT, share: 0.25 }, "relu")[1], "probability = e^0.543 / sum(e^logits) = 25.0 %");
  assert.match(formulasOf({ ...UNIT, bias: -0.25, pre_activation: 0.04333 }, "relu")[0], /= 0\.293 \+ \(−0\.250\) = 0\.043$/);
});
