/** A 28x28 picture on a canvas of that size; CSS makes it as large as it likes. */

import { sequentialColor } from "../common/color-scales.js";
import { palette } from "../common/theme-colors.js";

export const SIDE = 28;

/** @param {HTMLCanvasElement} canvas @param {number[]} pixels 784 shares of ink, row by row */
export function paintPixels(canvas, pixels) {
  const scales = palette();
  const picture = new ImageData(SIDE, SIDE);
  pixels.forEach((ink, index) => picture.data.set([...sequentialColor(scales, ink), 255], index * 4));
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** The same with nothing where there is no ink, in one colour: for laying over something else. */
export function paintInk(canvas, pixels, [red, green, blue]) {
  const picture = new ImageData(SIDE, SIDE);
  pixels.forEach((ink, index) => picture.data.set([red, green, blue, Math.round(ink * 255)], index * 4));
  canvas.getContext("2d").putImageData(picture, 0, 0);
}
