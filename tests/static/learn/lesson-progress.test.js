// Which chapters count as done, and how that is remembered.
import assert from "node:assert/strict";
import test from "node:test";

import { START } from "../../../static/js/learn/state.js";
import { isTaskDone, partsDone, readProgress, writeProgress } from "../../../static/js/learn/lesson-progress.js";

const UNIT = { layer: 1, index: 3 };
const STEP = { label: 3, loss: "cross_entropy", learning_rate: 0.1 };
const BOTH = new Set([0, 1]);

/** The parts of a chapter's task that these changes do, one after the other, from a state with these choices. */
function done(chapter, changes, choices = {}) {
  let before = { ...START, chapter, ...choices };
  const parts = new Set();
  for (const { raced, ...change } of changes) {
    const after = { ...before, ...change };
    for (const part of partsDone({ before, after, raced })) parts.add(part);
    before = after;
  }
  return parts;
}
const isDone = (chapter, changes, choices) => isTaskDone(chapter, done(chapter, changes, choices));

test("a chapter is done by doing all that it asks for", () => {
  const tasks = [
    [1, [{ without: ["box"] }]],
    [2, [{ against: 8 }]],
    [3, [{ unit: UNIT }]],
    [4, [{ withoutBias: true }]],
    [5, [{ network: "classroom-tanh" }, { raced: true }]],
    [6, [{ label: 3 }, { label: 8 }]],
    [7, [{ label: 3 }, { unit: UNIT }]],
    [8, [{ label: 3 }, { weightRate: 0.1 }]],
    [9, [{ learningRate: 3 }, { raced: true }]],
    [10, [{ steps: [STEP] }, { steps: [] }, { network: "classroom-growth@430" }]],
    [11, [{ silenced: [UNIT] }, { raced: true }]],
  ];
  assert.equal(tasks.length, 11);
  for (const [chapter, changes] of tasks) {
    assert.equal(isDone(chapter, changes), true, `chapter ${chapter}`);
    assert.equal(isDone(chapter, changes.slice(0, -1)), false, `chapter ${chapter}, not all of it`);
    assert.equal(isDone(chapter, [{}]), false, `chapter ${chapter}, nothing`);
  }
  assert.deepEqual(done(9, [{ raced: true }, { learningRate: 3 }]), BOTH, "in any order");
});

test("what is like a task is none", () => {
  assert.equal(isDone(1, [{ network: "champion" }]), false);
  assert.equal(isDone(5, [{ network: "t0001@3" }, { raced: true }]), false, "the time machine is no other curve");
  assert.equal(isDone(6, [{ label: 3 }, { label: null }, { label: 3 }]), false, "the same digit again");
  assert.equal(isDone(7, [{ label: 3 }, { unit: { layer: 2, index: 0 } }]), false, "another layer");
  assert.equal(isDone(4, [{ withoutBias: false }], { withoutBias: true }), false, "undoing");
});

test("arriving with a choice, or drawing, does no task", () => {
  const chosen = { ...START, chapter: 4, withoutBias: true };
  assert.deepEqual(partsDone({ before: { ...START, chapter: 3 }, after: chosen }), []);
  const drawn = { ...START, chapter: 6, label: 3, drawing: { strokes: [], pixels: [] } };
  assert.deepEqual(partsDone({ before: { ...START, chapter: 6, label: 8 }, after: drawn }), []);
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
