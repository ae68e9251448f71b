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

test("the runner-up is the likeliest of the others", () => {
  assert.equal(runnerUp([0.1, 0.2, 0.6, 0.05, 0.05], 2), 1);
});
