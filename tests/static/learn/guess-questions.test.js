// The questions before the truth, and what is remembered of the answers.
import assert from "node:assert/strict";
import test from "node:test";

import { questionOf } from "../../../static/js/learn/guess-questions.js";
import { readGuesses, withGuess } from "../../../static/js/learn/guess-record.js";

const PROBABILITIES = [0.01, 0, 0, 0.9, 0, 0.03, 0, 0, 0.05, 0.01];

test("which digit comes when some pixels go: the truth is among three, in order", () => {
  const why = { label: 3, erase: { label: 2, pixels: [4, 5, 6] } };
  const { options, truth, values, told } = questionOf(2, { why, probabilities: PROBABILITIES });
  assert.deepEqual(options.map(({ values: { digit } }) => digit), [2, 5, 8]);
  assert.equal(truth, 0);
  assert.deepEqual([values, told], [{ label: 3, count: 3 }, { label: 2, count: 3 }]);
  assert.equal(questionOf(2, { why: { label: 3, erase: null }, probabilities: PROBABILITIES }), null);
});

test("which unit falls silent without its bias: one does, two don't", () => {
  const dense = [{ pre_activations: [1, 0.5, -1, 2, 3], bias: [0.1, 0.7, 0.2, 0, -1] }];
  const explanation = { layers: { dense }, network: { activation: "relu" } };
  const { options, truth, told } = questionOf(4, explanation);
  assert.deepEqual(options.map(({ values: { index } }) => index), [0, 1, 3]);
  assert.equal(truth, 1);
  assert.deepEqual(told, { index: 1, sum: "0.50", bias: "0.70", bare: "−0.20" });
  assert.equal(questionOf(4, { ...explanation, network: { activation: "tanh" } }), null);
});

test("whether the loss rises at ten times the rate: the curve knows", () => {
  const curve = { learning_rates: [0, 0.001, 0.01, 0.1], losses: [2, 1, 3, null] };
  const step = { curve, history: [2], learning_rate: 0.001, new_loss: 1 };
  assert.deepEqual([questionOf(9, { step }).truth, questionOf(9, { step }).told.then], [0, "3"]);
  const falls = { ...step, curve: { ...curve, losses: [2, 1, 0.5, null] } };
  assert.equal(questionOf(9, { step: falls }).truth, 1);
  const runsAway = questionOf(9, { step: { ...step, learning_rate: 0.01, new_loss: 1 } });
  assert.deepEqual([runsAway.truth, runsAway.told.then], [0, "∞"]);
  assert.equal(questionOf(9, {}), null);
  assert.equal(questionOf(3, { step }), null);
});

test("what was guessed is remembered once each", () => {
  const text = withGuess(withGuess(withGuess(null, "flip", "wrong"), "rate", "skipped"), "silent", "right");
  assert.equal(text, "flip:wrong,rate:skipped,silent:right");
  const { outcomes, right, made } = readGuesses(text);
  assert.deepEqual([outcomes.size, right, made], [3, 1, 2]);
  assert.equal(readGuesses("nonsense,flip:maybe").made, 0);
});

test("how many pixels fool it: the fewest that are offered", () => {
  const pixels = { label: 7, fooled: [{ label: 7, confidence: 0.6 }, { label: 3, confidence: 0.5 }] };
  const { options, truth, told } = questionOf(7, { pixels });
  assert.deepEqual(options.map(({ values: { count } }) => count), [2, 42, 152]);
  assert.deepEqual([truth, told.count, told.label], [0, 2, 3]);
  assert.equal(questionOf(7, { pixels: { label: 7, fooled: [] } }), null);
});

test("since when a drawing is read as in the end: no moment beside it is offered", () => {
  const moments = [0, 0.1, 0.2, 1, 2, 4].map((epochs, place) => ({ epochs, batches: 100 * epochs, label: place < 2 ? 1 : 7, probabilities: Array(10).fill(0.5) }));
  const { options, truth, told } = questionOf(10, { evolution: { moments } });
  assert.deepEqual([options.length, options[truth].values.batches, told.label], [3, 20, 7]);
  assert.equal(questionOf(10, { evolution: { moments: moments.slice(2) } }), null); // it was so from the beginning
});
