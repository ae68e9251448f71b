/** Numbers with a sign as a picture on a canvas, one pixel a number; CSS makes it as large as it likes. */

import { divergingColor } from "../common/color-scales.js";
import { palette } from "../common/theme-colors.js";

/**
 * @param {HTMLCanvasElement} canvas @param {number[]} values row by row
 * @param {number} columns @param {number} most the size that gets the full colour
 */
export function paintSigned(canvas, values, columns, most = largest(values)) {
  const colors = palette();
  paintCells(canvas, values, columns, (value) => divergingColor(colors, most > 0 ? value / most : 0));
}

/** The same in any colour. @param {(value: number) => import("../common/color-scales.js").Color} color */
export function paintCells(canvas, values, columns, color) {
  const rows = Math.ceil(values.length / columns);
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const picture = new ImageData(columns, rows);
  values.forEach((value, index) => {
    const [red, green, blue] = color(value);
    picture.data.set([red, green, blue, 255], index * 4);
  });
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

export const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
