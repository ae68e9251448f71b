/**
 * A picture of any size as a canvas with one pixel for each of its numbers, for drawing it at any scale.
 *
 *   context.drawImage(arrayCanvas([[0, 0.5], [1, 0]]), 0, 0, 200, 200);
 *
 * There is one such canvas: draw it before the next is asked for.
 */

import { sequentialColor } from "../common/color-scales.js";
import { palette } from "../common/theme-colors.js";

const SHADES = 256;

const canvas = document.createElement("canvas");
let table = { scales: null, shades: null };

/** @param {number[][]} picture rows from 0 = paper to 1 = ink @returns {HTMLCanvasElement} */
export function arrayCanvas(picture) {
  const [rows, columns] = [picture.length, picture[0].length];
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const known = shades();
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      pixels[row * columns + column] = known[Math.round(picture[row][column] * (SHADES - 1))];
    }
  }
  Object.assign(canvas, { width: columns, height: rows });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Every shade of ink as one number, in the byte order of an ImageData. */
function shades() {
  if (table.scales !== palette()) {
    const bytes = Array.from({ length: SHADES }, (_, shade) => [...sequentialColor(palette(), shade / (SHADES - 1)), 255]);
    table = { scales: palette(), shades: new Uint32Array(new Uint8Array(bytes.flat()).buffer) };
  }
  return table.shades;
}
