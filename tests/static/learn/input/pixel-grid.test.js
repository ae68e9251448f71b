// A cursor on 28 x 28 pixels.
import assert from "node:assert/strict";
import test from "node:test";

import { inputOf, pixelAfterKey, pixelAt, shortNumber } from "../../../../static/js/learn/input/pixel-grid.js";

test("a place on the grid is a pixel, and its edges belong to the outermost", () => {
  assert.deepEqual(pixelAt(0, 0, 280), { row: 0, column: 0 });
  assert.deepEqual(pixelAt(75, 121, 280), { row: 12, column: 7 });
  assert.deepEqual(pixelAt(280, 280, 280), { row: 27, column: 27 });
  assert.deepEqual(pixelAt(-3, 400, 280), { row: 27, column: 0 });
});

test("arrow keys go one pixel, Home and End to the ends of the row, and nothing leaves the grid", () => {
  const at = { row: 0, column: 27 };
  assert.deepEqual(pixelAfterKey(at, "ArrowDown"), { row: 1, column: 27 });
  assert.deepEqual(pixelAfterKey(at, "ArrowLeft"), { row: 0, column: 26 });
  assert.deepEqual(pixelAfterKey(at, "ArrowRight"), at);
  assert.deepEqual(pixelAfterKey(at, "ArrowUp"), at);
  assert.deepEqual(pixelAfterKey(at, "Home"), { row: 0, column: 0 });
  assert.deepEqual(pixelAfterKey({ row: 3, column: 3 }, "End"), { row: 3, column: 27 });
  assert.equal(pixelAfterKey(at, "Tab"), null);
});

test("the inputs are counted row by row", () => {
  assert.equal(inputOf({ row: 0, column: 0 }), 0);
  assert.equal(inputOf({ row: 12, column: 7 }), 343);
  assert.equal(inputOf({ row: 27, column: 27 }), 783);
});

test("a number in a cell is short", () => {
  assert.deepEqual([0, 0.001, 0.05, 0.8471, 0.997, 1].map(shortNumber), ["0", "0", ".05", ".85", "1", "1"]);
});
