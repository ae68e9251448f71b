import assert from "node:assert/strict";
import test from "node:test";

import { placeOf, scaleOf } from "../../../static/js/charts/interval-geometry.js";

test("the scale holds all intervals and stays within 0 and 1", () => {
  const { start, end } = scaleOf([{ low: 0.9, high: 0.92 }, { low: 0.91, high: 0.999 }]);
  assert.ok(start < 0.9 && start > 0.88);
  assert.equal(end, 1);
});

test("a result lies where its shares are", () => {
  const place = placeOf({ accuracy: 0.95, low: 0.925, high: 0.975 }, { start: 0.9, end: 1 });
  assert.deepEqual([place.left, place.width, place.point].map(Math.round), [25, 50, 50]);
});
