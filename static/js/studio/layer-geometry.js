/** Small curves of how each layer does, all on one scale so that layers can be compared; no DOM. */

import { linePath } from "../charts/chart-geometry.js";

const WIDTH = 100;
export const HEIGHT = 24;

/**
 * One path a layer. Gradients differ by powers of ten, so theirs are on a logarithmic scale.
 * @param {number[]} steps @param {(number | null)[][]} rows one list a layer, a value for each of `steps`
 * @param {{logarithmic?: boolean, top?: number}} scale `top` is the least that the upper edge stands for
 */
export function layerPaths(steps, rows, { logarithmic = false, top = -Infinity } = {}) {
  const scaled = rows.map((row) => row.map((value) => (logarithmic && value !== null ? Math.log10(value) : value)));
  const values = scaled.flat().filter(Number.isFinite);
  const low = logarithmic ? Math.min(...values) : 0;
  const span = Math.max(top, ...values) - low || 1;
  const length = steps.at(-1) - steps[0] || 1;
  const toX = (number) => ((steps[number - 1] - steps[0]) / length) * WIDTH;
  const toY = (value) => HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
  return scaled.map((row) => linePath(row.map((value) => (Number.isFinite(value) ? value : null)), toX, (value) => (value === null ? NaN : toY(value))));
}

/** "784 → 512": how many numbers each layer takes, and gives. @param {number[]} hidden @returns {string[]} */
export function layerShapes(hidden, inputs = 784, classes = 10) {
  const sizes = [inputs, ...hidden, classes];
  return sizes.slice(1).map((size, index) => `${sizes[index]} → ${size}`);
}
