import assert from "node:assert/strict";
import test from "node:test";

import { verdictText, runnerUp } from "../../../static/js/answer/verdict-text.js";

const answer = (confidence, verdict = "digit", label = 7) => {
  const probabilities = new Array(10).fill(0);
  probabilities[7] = confidence;
  probabilities[1] = 1 - confidence;
  return { label, confidence, probabilities, verdict, model_version: "v0001", image: [] };
};

test("an empty sheet is told as such, without a digit", () => {
  assert.deepEqual(verdictText(null), { state: "blank", label: null, key: "verdict.waiting", values: {} });
});

test("the words follow how sure the network is", () => {
  assert.equal(verdictText(answer(0.9)).key, "verdict.digit.sure");
  assert.equal(verdictText(answer(0.7)).key, "verdict.digit.likely");
  assert.equal(verdictText(answer(0.55)).key, "verdict.digit.torn");
});

test("a network that is torn names the other digit too", () => {
  assert.deepEqual(verdictText(answer(0.55)).values, { label: 7, other: 1 });
});

test("unsure keeps its digit, not a digit has none", () => {
  assert.equal(verdictText(answer(0.4, "unsure")).label, 7);
  assert.equal(verdictText(answer(0.4, "not_a_digit")).label, null);
  assert.equal(verdictText(answer(0.1, "blank", null)).key, "verdict.blank");
});

const stroke = (...points) => points.map(([x, y]) => [x, y, 0.5]);
const drawing = (...strokes) => ({ strokes, pixels: null });

test("ink shorter than a twentieth of the sheet is to go on, whatever was answered", () => {
  const dots = [drawing(stroke([0.5, 0.5])), drawing(stroke([0.1, 0.1], [0.14, 0.12])), drawing(stroke([0.5, 0.5]), stroke([0.52, 0.52]))];
  for (const dot of dots) {
    assert.deepEqual(verdictText(null, dot), { state: "blank", label: null, key: "verdict.dot", values: {} });
    assert.equal(verdictText(answer(0.97), dot).key, "verdict.dot");
  }
  assert.equal(verdictText(answer(0.97), drawing(stroke([0.5, 0.4], [0.5, 0.46]))).key, "verdict.digit.sure");
  assert.equal(verdictText(answer(0.97), { strokes: [], pixels: [0.5] }).key, "verdict.digit.sure");
});

test("what falls apart into several is told to come one at a time", () => {
  const one = stroke([0.2, 0.2], [0.2, 0.8]);
  const two = stroke([0.4, 0.3], [0.7, 0.2], [0.4, 0.8], [0.7, 0.8]);
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(two, one)).key, "verdict.several");
  assert.deepEqual(verdictText(answer(0.2, "unsure"), drawing(one, two)).label, null);
  assert.equal(verdictText(answer(0.8), drawing(one, two)).key, "verdict.several");
  assert.equal(verdictText(answer(0.9), drawing(one, two)).key, "verdict.digit.sure");
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(two)).key, "verdict.not_a_digit");
  const bar = stroke([0.1, 0.5], [0.5, 0.5]); // joins what it crosses
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(one, bar, two)).key, "verdict.not_a_digit");
  const lines = [1, 2, 3, 4].map((column) => stroke([0.2 * column, 0.2], [0.2 * column + 0.05, 0.8]));
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(...lines.slice(2))).key, "verdict.several");
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(...lines)).key, "verdict.not_a_digit");
  const dot = stroke([0.9, 0.8], [0.91, 0.82]);
  assert.equal(verdictText(answer(0.2, "not_a_digit"), drawing(two, dot)).key, "verdict.not_a_digit");
});

test("the runner-up is the likeliest of the others", () => {
  assert.equal(runnerUp([0.1, 0.2, 0.6, 0.05, 0.05], 2), 1);
});
