// Which chapters count as done, and how that is remembered.
import assert from "node:assert/strict";
import test from "node:test";

import { START } from "../../../static/js/learn/state.js";
import { isTaskDone, readProgress, writeProgress } from "../../../static/js/learn/lesson-progress.js";

const UNIT = { layer: 1, index: 3 };
const STEP = { label: 3, loss: "cross_entropy", learning_rate: 0.1 };
/** For each chapter a change that does its task, and one that doesn't. */
const CHANGES = [
  [1, { without: ["box"] }, { network: "champion" }],
  [2, { against: 8 }, { label: 8 }],
  [3, { unit: UNIT }, { withoutBias: true }],
  [4, { withoutBias: true }, { unit: UNIT }],
  [5, { network: "classroom-tanh" }, { unit: UNIT }],
  [6, { label: 3 }, { unit: UNIT }],
  [7, { label: 3 }, { loss: "absolute_error" }],
  [8, { label: 3 }, { unit: UNIT }],
  [9, { learningRate: 3 }, { label: 3 }],
  [10, { steps: [STEP] }, { learningRate: 3 }],
  [11, { silenced: [UNIT] }, { label: 3 }],
];

test("a chapter is done by doing what it asks for, and by nothing else", () => {
  assert.equal(CHANGES.length, 11);
  for (const [chapter, task, other] of CHANGES) {
    const before = { ...START, chapter };
    assert.equal(isTaskDone(before, { ...before, ...task }), true, `chapter ${chapter}`);
    assert.equal(isTaskDone(before, { ...before, ...other }), false, `chapter ${chapter}, something else`);
    assert.equal(isTaskDone(before, { ...before }), false, `chapter ${chapter}, nothing`);
  }
});

test("undoing is no doing", () => {
  const before = { ...START, chapter: 10, steps: [STEP, STEP] };
  assert.equal(isTaskDone(before, { ...before, steps: [STEP] }), false);
  assert.equal(isTaskDone({ ...START, chapter: 4, withoutBias: true }, { ...START, chapter: 4 }), false);
  assert.equal(isTaskDone({ ...START, chapter: 3, unit: UNIT }, { ...START, chapter: 3 }), false);
});

test("arriving with a choice, or drawing, does no task", () => {
  const chosen = { ...START, chapter: 4, withoutBias: true };
  assert.equal(isTaskDone({ ...START, chapter: 3 }, chosen), false);
  const drawn = { ...START, chapter: 6, label: 3, drawing: { strokes: [], pixels: [] } };
  assert.equal(isTaskDone({ ...START, chapter: 6 }, drawn), false);
});

test("progress comes back as it was remembered", () => {
  assert.equal(writeProgress(new Set([11, 2, 3])), "2,3,11");
  assert.deepEqual(readProgress(writeProgress(new Set([11, 2, 3]))), new Set([2, 3, 11]));
  assert.deepEqual(readProgress(writeProgress(new Set())), new Set());
});

test("what can't be read is no progress", () => {
  assert.deepEqual(readProgress(null), new Set());
  assert.deepEqual(readProgress("0,12,-1,x,,1.5,4"), new Set([4]));
});
