import assert from "node:assert/strict";
import test from "node:test";

import { columnsOf, isSquare, mostActive, neighbour, typedIndex } from "../../../static/js/learn/unit-choice.js";

test("the unit that says most is chosen, whatever its sign", () => {
  assert.deepEqual(mostActive({ dense: [{ activations: [0.2, -0.9, 0.5] }, { activations: [7] }] }), { layer: 1, index: 1 });
  assert.deepEqual(mostActive({ dense: [{ activations: [0, 0] }] }), { layer: 1, index: 0 });
});

test("after the last unit comes the first", () => {
  assert.deepEqual(neighbour({ layer: 2, index: 15 }, 1, 16), { layer: 2, index: 0 });
  assert.deepEqual(neighbour({ layer: 2, index: 0 }, -1, 16), { layer: 2, index: 15 });
});

test("a typed number means the nearest unit there is", () => {
  assert.equal(typedIndex("7", 24), 7);
  assert.equal(typedIndex("99", 24), 23);
  assert.equal(typedIndex("-1", 24), 0);
  assert.equal(typedIndex("", 24), null);
  assert.equal(typedIndex("x", 24), null);
});

test("few numbers lie in a row, many in a square", () => {
  assert.deepEqual([16, 24, 784, 1400].map(columnsOf), [16, 24, 28, 38]);
  assert.deepEqual([24, 784].map(isSquare), [false, true]);
});
