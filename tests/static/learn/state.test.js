// All that a learner has chosen, and the address that leads back to it.
import assert from "node:assert/strict";
import test from "node:test";

import { allowed, changed, fromAddress, openChapters, START, toAddress, toQuestion } from "../../../static/js/learn/state.js";

const there = (state) => {
  const address = toAddress(state);
  const [search, hash] = address.split("#");
  return fromAddress(search, hash ? `#${hash}` : "");
};
const CHOSEN = {
  ...START,
  chapter: 7,
  network: "classroom-sigmoid",
  unit: { layer: 1, index: 5 },
  label: 3,
  loss: "mean_squared_error",
  learningRate: 0.25,
  steps: [
    { label: 3, loss: "cross_entropy", learning_rate: 0.1 },
    { label: 3, loss: "absolute_error", learning_rate: 1e-4 },
  ],
  against: 8,
  silenced: [{ layer: 1, index: 0 }, { layer: 2, index: 15 }],
  withoutBias: true,
  dropoutRate: 0.2,
  seed: 4294967295,
  without: ["box", "centre"],
};

test("a state comes back from its address as it was", () => {
  assert.deepEqual(there(CHOSEN), CHOSEN);
  assert.deepEqual(there(START), START);
});

test("the address holds only what differs from the start, and the chapter", () => {
  assert.equal(toAddress(START), "?chapter=1");
  assert.equal(toAddress({ ...START, label: 0 }), "?chapter=1&label=0");
});

test("what can't be read in an address stays as at the start", () => {
  const bad = "?chapter=12&network=other&unit=1&label=10&loss=x&rate=-1&steps=3,x,1~&against=a&off=1.x&bias=1&dropout=1&seed=-1&without=y";
  assert.deepEqual(fromAddress(bad, "#i=?"), START);
});

test("another network has other units, and no steps of the last one", () => {
  const next = changed(CHOSEN, { network: "champion" });
  assert.deepEqual([next.unit, next.silenced, next.steps, next.label], [null, [], [], 3]);
});

test("another drawing is another lesson", () => {
  const next = changed(CHOSEN, { drawing: { strokes: [[[0.5, 0.5, 0.5]]], pixels: null } });
  assert.deepEqual([next.steps, next.against, next.unit], [[], null, CHOSEN.unit]);
});

test("a question speaks the server's language", () => {
  const drawing = { strokes: [[[0.5, 0.25, 0.5]]], pixels: null };
  const question = toQuestion({ ...CHOSEN, drawing }, ["layers"]);
  assert.deepEqual(question.strokes, [[[500, 250]]]);
  assert.equal(question.learning_rate, 0.25);
  assert.equal(question.without_bias, true);
  assert.equal(question.dropout_rate, 0.2);
  assert.deepEqual(question.include, ["layers"]);
});

test("a teacher's link leads through some chapters and locks some choices", () => {
  const state = fromAddress("?only=9,7,12,x,7&lock=rate,nonsense", "");
  assert.deepEqual([state.only, state.lock, state.chapter], [[7, 9], ["rate"], 7]);
  assert.match(toAddress(state), /^\?chapter=7&only=7,9&lock=rate$/);
  assert.deepEqual(openChapters(state), [7, 9]);
  assert.equal(openChapters(fromAddress("", "")).length, 11);
  assert.deepEqual(allowed(state, { learningRate: 3, label: 8 }), { label: 8 });
});
