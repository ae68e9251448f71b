/**
 * Pen strokes -> the 28x28 picture that the network reads, step by step as model/preprocessing/framing.py does it; no DOM.
 *
 *   strokes -> ink picture -> ink box -> scaled to 20 x 20 -> centre of mass to the middle -> 784 numbers
 *
 * tests/model/export/test_portable.py holds both against each other, drawing by drawing.
 *
 * @typedef {import("./rasterizer.js").Picture} Picture
 */

import { rasterize } from "./rasterizer.js";

const IMAGE_SIZE = 28;
const BOX_SIZE = 20;
const MIDDLE = 14.5;
const PEN_WIDTH = 2.4; // pixels of the 28
const INK_THRESHOLD = 0.2;
const DRAWING_SCALE = 2; // strokes are drawn at twice the size and then averaged down

/** @param {number[][][]} strokes of [x, y] in any unit, at least one point @returns {Float32Array} 784 shares of ink */
export const frameStrokes = (strokes) => frame(inkInBox(strokes));

/** The strokes drawn so large that with their pen they fill the box, at DRAWING_SCALE times its size. */
function inkInBox(strokes) {
  const points = strokes.flat();
  const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
  const pen = PEN_WIDTH * DRAWING_SCALE;
  const reach = Math.max(right - left, bottom - top);
  const scale = reach > 0 ? (BOX_SIZE * DRAWING_SCALE - pen) / Math.max(reach, 1e-9) : 1;
  const margin = pen / 2 + 1;
  const [width, height] = [right - left, bottom - top].map((length) => Math.ceil(length * scale + 2 * margin));
  const placed = strokes.map((stroke) => stroke.map(([x, y]) => [(x - left) * scale + margin, (y - top) * scale + margin]));
  return rasterize(placed, height, width, pen);
}

/** @param {Picture} ink @returns {Float32Array} its ink box, framed */
function frame(ink) {
  const box = inkBox(ink);
  const scale = BOX_SIZE / Math.max(box.height, box.width);
  const [row, column] = centreOfMass(box);
  return resampled(box, resamplingMatrix(box.height, scale, row), resamplingMatrix(box.width, scale, column));
}

/** The smallest part of a picture that holds all of its ink. @param {Picture} picture @returns {Picture} */
function inkBox({ height, width, values }) {
  const inked = [...values.keys()].filter((place) => values[place] >= INK_THRESHOLD);
  const rows = inked.map((place) => Math.floor(place / width));
  const columns = inked.map((place) => place % width);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const box = { height: Math.max(...rows) + 1 - top, width: Math.max(...columns) + 1 - left };
  const cut = new Float32Array(box.height * box.width);
  for (let row = 0; row < box.height; row += 1) {
    const start = (top + row) * width + left;
    cut.set(values.subarray(start, start + box.width), row * box.width);
  }
  return { ...box, values: cut };
}

/** Where the ink balances: [row, column], in pixels from the edge. @param {Picture} picture */
function centreOfMass({ width, values }) {
  let [ink, down, across] = [0, 0, 0];
  values.forEach((value, place) => {
    ink += value;
    down += value * (Math.floor(place / width) + 0.5);
    across += value * ((place % width) + 0.5);
  });
  return [down / ink, across / ink];
}

/**
 * 28 rows of `size` weights: each output pixel is the average of what lies under it once the place `source` has come to
 * lie on the middle; where pixels grow, the average over one whole pixel.
 */
function resamplingMatrix(size, scale, source) {
  const reach = Math.max(1, 1 / scale) / 2;
  return Array.from({ length: IMAGE_SIZE }, (_, output) => {
    const middle = (output + 0.5 - MIDDLE) / scale + source;
    const overlap = (edge) => Math.min(middle + reach, edge + 1) - Math.max(middle - reach, edge);
    return Array.from({ length: size }, (_, edge) => Math.max(0, overlap(edge)) / (2 * reach));
  });
}

/** down @ picture @ across.T, each value kept within 0 to 1. */
function resampled({ width, values }, down, across) {
  const rows = down.map((weights) =>
    Array.from({ length: width }, (_, column) => dot(weights, (row) => values[row * width + column])),
  );
  const picture = rows.flatMap((row) => across.map((weights) => dot(weights, (column) => row[column])));
  return Float32Array.from(picture, (value) => Math.min(1, Math.max(0, value)));
}

const dot = (weights, valueAt) => weights.reduce((sum, weight, place) => (weight > 0 ? sum + weight * valueAt(place) : sum), 0);
