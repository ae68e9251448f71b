import assert from "node:assert/strict";
import test from "node:test";

import { NONE, all, click, move, placeAfter } from "../../../static/js/studio/selection.js";

const chosen = (selection) => [...selection.chosen].sort((one, other) => one - other);

test("a click chooses one, and forgets the others", () => {
  assert.deepEqual(chosen(click(click(NONE, 3), 5)), [5]);
});

test("with Ctrl a click adds one, or takes it away", () => {
  const two = click(click(NONE, 3), 5, { toggle: true });
  assert.deepEqual(chosen(two), [3, 5]);
  assert.deepEqual(chosen(click(two, 3, { toggle: true })), [5]);
});

test("with Shift a click chooses all from the last plain one on, either way, again and again", () => {
  const first = click(NONE, 4);
  const down = click(first, 7, { shift: true });
  assert.deepEqual(chosen(down), [4, 5, 6, 7]);
  assert.deepEqual(chosen(click(down, 2, { shift: true })), [2, 3, 4]);
});

test("an arrow moves only the cursor; with Shift it takes along what it passes", () => {
  const moved = move(click(NONE, 4), 5);
  assert.deepEqual([chosen(moved), moved.cursor], [[4], 5]);
  assert.deepEqual(chosen(move(click(NONE, 4), 6, { shift: true })), [4, 5, 6]);
});

test("all are all", () => {
  assert.deepEqual(chosen(all(NONE, 3)), [0, 1, 2]);
});

test("arrows stay on the sheet", () => {
  assert.equal(placeAfter("ArrowDown", 2, 10, 4), 6);
  assert.equal(placeAfter("ArrowDown", 8, 10, 4), 8);
  assert.equal(placeAfter("ArrowUp", 2, 10, 4), 2);
  assert.equal(placeAfter("End", 2, 10, 4), 9);
  assert.equal(placeAfter("a", 2, 10, 4), null);
});
