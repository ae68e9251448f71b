// Where the units of a network lie.
import assert from "node:assert/strict";
import test from "node:test";

import { centreOf, layoutOf, sizeOf, unitAfterKey, unitAt } from "../../../static/js/network/network-layout.js";

const DEEPEST = [...new Array(10).fill(64), 10];
const SHAPES = [[24, 16, 10], [1400, 1000, 400, 10], [800, 400, 10], [10], [64, 64, 64, 64, 64, 10], DEEPEST];

test("everything lies in the figure, and layers don't overlap", () => {
  for (const sizes of SHAPES) {
    for (const [width, height] of [[430, 288], [328, 248], [358, 248], [700, 288], [1120, 300]]) {
      const { picture, layers } = layoutOf(sizes, width, height);
      let edge = picture.x + picture.side;
      for (const { x, y, width: wide, height: tall } of layers) {
        assert.ok(x >= edge - 1e-6 && y >= 0 && y + tall <= height + 1e-6, `${sizes} ${width}`);
        edge = x + wide;
      }
      assert.ok(edge <= width + 1e-6, `${sizes} ${width}: ${edge}`);
    }
  }
});

test("between layers there is room for their connections", () => {
  for (const sizes of SHAPES) {
    for (const width of [328, 358, 700, 1120]) {
      const { picture, layers } = layoutOf(sizes, width, 288);
      let edge = picture.side;
      for (const { x, width: wide } of layers) {
        assert.ok(x - edge >= (0.29 * (width - picture.side)) / sizes.length, `${sizes} ${width}: ${x - edge}`);
        edge = x + wide;
      }
    }
  }
});

test("a unit is found where it is drawn", () => {
  for (const sizes of SHAPES) {
    for (const box of layoutOf(sizes, 430, 288).layers) {
      for (let index = 0; index < box.units; index += 1) assert.equal(unitAt(box, ...centreOf(box, index)), index);
    }
  }
});

test("beside the units the nearest is meant", () => {
  const [box] = layoutOf([24, 16, 10], 430, 288).layers;
  assert.equal(unitAt(box, -100, -100), 0);
  assert.equal(unitAt(box, 1000, 1000), 23);
});

test("discs don't touch", () => {
  for (const box of layoutOf([24, 16, 10], 430, 248).layers) assert.ok(sizeOf(box)[1] <= box.height / box.rows);
});

test("arrow keys go from unit to unit and stop at the ends", () => {
  const [column] = layoutOf([24, 10], 430, 288).layers;
  assert.equal(unitAfterKey(column, 5, "ArrowDown"), 6);
  assert.equal(unitAfterKey(column, 0, "ArrowUp"), 0);
  assert.equal(unitAfterKey(column, 5, "End"), 23);
  assert.equal(unitAfterKey(column, 5, "ArrowLeft"), null);
  assert.equal(unitAfterKey(column, 5, "a"), null);
  const [map] = layoutOf([1400, 10], 430, 288).layers;
  assert.equal(unitAfterKey(map, 500, "ArrowRight"), 501);
  assert.equal(unitAfterKey(map, 500, "ArrowDown"), 500 + map.columns);
});
