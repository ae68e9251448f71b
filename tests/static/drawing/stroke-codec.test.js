// A drawing as a short text.
import assert from "node:assert/strict";
import test from "node:test";

import { decodeDrawing, encodeDrawing } from "../../../static/js/drawing/stroke-codec.js";
import { BLANK } from "../../../static/js/drawing/strokes.js";

test("strokes come back to a 65,536th", () => {
  const strokes = [[[0, 1, 0.5], [0.123456, 0.654321, 1]], [[0.5, 0.5, 0]]];
  const back = decodeDrawing(encodeDrawing({ strokes, pixels: null }));
  assert.deepEqual(back.strokes.map((stroke) => stroke.length), [2, 1]);
  back.strokes.flat(2).forEach((value, place) => assert.ok(Math.abs(value - strokes.flat(2)[place]) < 1 / 65536));
});

test("coming back twice changes nothing any more", () => {
  const once = decodeDrawing(encodeDrawing({ strokes: [[[0.1, 0.2, 0.3]]], pixels: null }));
  assert.deepEqual(decodeDrawing(encodeDrawing(once)), once);
});

test("MNIST's pixels come back as they were", () => {
  const pixels = Array.from({ length: 784 }, (_, place) => Number(((place % 256) / 255).toFixed(4)));
  assert.deepEqual(decodeDrawing(encodeDrawing({ strokes: [], pixels })), { strokes: [], pixels });
});

test("a code is fit for an address", () => {
  const strokes = [Array.from({ length: 300 }, (_, place) => [place / 300, Math.sin(place) ** 2, 0.5])];
  assert.match(encodeDrawing({ strokes, pixels: null }), /^s[\w-]+$/);
});

test("what can't be read is a blank sheet", () => {
  for (const code of ["", "s", "p", "x123", "s!!!", "sAAA", "sAAAA", "s__8A", "pAAAA", "sAAUAAA"]) {
    assert.deepEqual(decodeDrawing(code), BLANK, code);
  }
  assert.equal(encodeDrawing(BLANK), "");
});
