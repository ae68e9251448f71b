/**
 * A 28 x 28 picture on a canvas, sharp on any screen; with a number in every cell if there is room for it.
 *
 *   paintNumbers(canvas, {picture, side, withNumbers});   // side in CSS pixels
 */

import { arrayCanvas } from "../../charts/array-canvas.js";
import { color } from "../../common/theme-colors.js";
import { shortNumber } from "./pixel-grid.js";

const LEAST_CELL = 20; // CSS pixels that a number needs

export function paintNumbers(canvas, { picture, side, withNumbers }) {
  const ratio = window.devicePixelRatio || 1;
  const size = Math.round(side * ratio);
  if (canvas.width !== size) Object.assign(canvas, { width: size, height: size });
  const context = canvas.getContext("2d");
  const cell = size / picture.length;
  context.imageSmoothingEnabled = false;
  context.drawImage(arrayCanvas(picture), 0, 0, size, size);
  if (withNumbers && cell / ratio >= LEAST_CELL) writeNumbers(context, picture, cell);
}

function writeNumbers(context, picture, cell) {
  context.font = `${Math.round(cell * 0.4)}px ${color("--sans")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  picture.forEach((numbers, row) => {
    numbers.forEach((value, column) => {
      const text = shortNumber(value);
      context.fillStyle = color(value > 0.5 ? "--paper" : text === "0" ? "--line-strong" : "--ink");
      context.fillText(text, (column + 0.5) * cell, (row + 0.5) * cell);
    });
  });
}
