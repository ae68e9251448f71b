import assert from "node:assert/strict";
import test from "node:test";

import { BLANK, clampToSheet, extendStroke, isBlank, nextWeight, stepsTo, toRequest } from "../../../static/js/drawing/strokes.js";

test("a drawing is blank until it has a stroke or a picture", () => {
  assert.equal(isBlank(BLANK), true);
  assert.equal(isBlank({ strokes: [[[0, 0, 1]]], pixels: null }), false);
  assert.equal(isBlank({ strokes: [], pixels: [0] }), false);
});

test("a stroke grows by points that are worth it and stays itself for those that aren't", () => {
  const stroke = [[0.5, 0.5, 0.5]];
  assert.deepEqual(extendStroke(stroke, [0.6, 0.5, 0.4]), [[0.5, 0.5, 0.5], [0.6, 0.5, 0.4]]);
  // 0.001 to the right and 0.001 down is 0.0014 away, less than 0.003.
  assert.equal(extendStroke(stroke, [0.501, 0.501, 0.4]), stroke);
});

test("the first point of a stroke is always kept", () => {
  assert.deepEqual(extendStroke([], [0.1, 0.2, 0.5]), [[0.1, 0.2, 0.5]]);
});

test("coordinates are sent in thousandths of the sheet, to a tenth, without the ink's weight", () => {
  // 0.12345 x 1000 = 123.45, rounded to a tenth 123.5 (half up); 1/3 x 1000 = 333.33... -> 333.3
  const drawing = { strokes: [[[0.12345, 1 / 3, 0.9], [1, 0, 0.1]]], pixels: null };
  assert.deepEqual(toRequest(drawing), { strokes: [[[123.5, 333.3], [1000, 0]]] });
});

test("a picture is sent as its pixels", () => {
  assert.deepEqual(toRequest({ strokes: [], pixels: [0, 1] }), { pixels: [0, 1] });
});

test("ink swells where the pen is slow and thins where it is quick", () => {
  // Standing still asks for weight 1: 0.8 x 0.5 + 0.2 x 1 = 0.6. At 0.004 a millisecond it asks for 0: 0.8 x 0.5 = 0.4.
  assert.ok(Math.abs(nextWeight(0.5, 0, 16) - 0.6) < 1e-9);
  assert.ok(Math.abs(nextWeight(0.5, 0.04, 10) - 0.4) < 1e-9);
});

test("a stylus says itself how heavy the ink is", () => {
  // 0.8 x 0.5 + 0.2 x 0.25 = 0.45, however quick.
  assert.ok(Math.abs(nextWeight(0.5, 1, 1, 0.25) - 0.45) < 1e-9);
});

test("a pen that leaves the sheet draws along its edge", () => {
  assert.deepEqual([-0.2, 0.4, 1.7].map(clampToSheet), [0, 0.4, 1]);
});

test("a drawing's steps lead from the blank sheet to it, stroke by stroke", () => {
  const [one, two] = [[[0, 0, 0]], [[1, 1, 1]]];
  assert.deepEqual(stepsTo({ strokes: [one, two], pixels: null }), [BLANK, { strokes: [one], pixels: null }]);
  assert.deepEqual(stepsTo({ strokes: [], pixels: [0, 1] }), [BLANK]);
  assert.deepEqual(stepsTo(BLANK), []);
});
