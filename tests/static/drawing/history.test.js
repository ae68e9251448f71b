import assert from "node:assert/strict";
import test from "node:test";

import { canRedo, canUndo, createHistory, record, redo, undo } from "../../../static/js/drawing/history.js";

const written = ["a", "b", "c"].reduce(record, createHistory(""));

test("undo goes back step by step and redo forward again", () => {
  assert.equal(undo(undo(written)).present, "a");
  assert.equal(redo(undo(undo(written))).present, "b");
  assert.deepEqual(redo(undo(written)), written);
});

test("at either end nothing more happens", () => {
  const start = undo(undo(undo(written)));
  assert.equal(canUndo(start), false);
  assert.equal(undo(start), start);
  assert.equal(canRedo(written), false);
  assert.equal(redo(written), written);
});

test("something new after an undo makes the undone unreachable", () => {
  const branched = record(undo(written), "d");
  assert.equal(canRedo(branched), false);
  assert.equal(undo(branched).present, "b");
});

test("the past has a bound", () => {
  // 200 are kept: after 300 records of 0, 1, ... 299 the oldest left is 99 (299 is present, 298 down to 99 are past).
  const long = Array.from({ length: 300 }, (_, step) => step).reduce(record, createHistory(-1));
  assert.equal(long.past.length, 200);
  assert.equal(long.past[0], 99);
});
