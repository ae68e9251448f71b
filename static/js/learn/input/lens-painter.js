/**
 * One step of the lens on a canvas: its picture, the box that holds the ink, and where the ink balances.
 *
 *   paintStep(canvas, {picture, box, balance});   // or null for nothing
 *
 * Pixels of pictures up to 28 x 28 are as large as they are in 28 x 28; larger pictures fill the canvas.
 */

import { arrayCanvas } from "../../charts/array-canvas.js";
import { color } from "../../common/theme-colors.js";
import { SIDE } from "../../drawing/pixel-picture.js";

const MIDDLE = 14.5 / SIDE; // where MNIST's digits balance
const CROSS = 11;

export function paintStep(canvas, step) {
  const context = canvas.getContext("2d");
  context.fillStyle = color("--paper");
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!step) return;
  const [rows, columns] = [step.picture.length, step.picture[0].length];
  const pixel = canvas.width / Math.max(SIDE, rows, columns);
  const frame = { width: columns * pixel, height: rows * pixel };
  Object.assign(frame, { left: (canvas.width - frame.width) / 2, top: (canvas.height - frame.height) / 2 });
  context.imageSmoothingEnabled = false;
  context.drawImage(arrayCanvas(step.picture), frame.left, frame.top, frame.width, frame.height);
  context.lineWidth = 2;
  if (frame.width < canvas.width || frame.height < canvas.height) strokeFrame(context, frame);
  if (step.box) strokeBox(context, frame, step.box);
  if (step.balance) strokeBalance(context, frame, step, rows === SIDE ? MIDDLE : 0.5);
}

function strokeFrame(context, { left, top, width, height }) {
  context.strokeStyle = color("--line");
  context.strokeRect(left, top, width, height);
}

function strokeBox(context, frame, [[left, top], [right, bottom]]) {
  context.strokeStyle = color("--seal");
  context.setLineDash([8, 6]);
  const [x, y] = [frame.left + left * frame.width, frame.top + top * frame.height];
  context.strokeRect(x, y, (right - left) * frame.width, (bottom - top) * frame.height);
  context.setLineDash([]);
}

/** Thin lines through the place that the ink should balance on, a cross where it does. */
function strokeBalance(context, { left, top, width, height }, { balance: [x, y] }, middle) {
  context.strokeStyle = color("--guide-edge");
  line(context, left + middle * width, top, left + middle * width, top + height);
  line(context, left, top + middle * height, left + width, top + middle * height);
  context.strokeStyle = color("--seal");
  context.lineWidth = 4;
  const [atX, atY] = [left + x * width, top + y * height];
  line(context, atX - CROSS, atY - CROSS, atX + CROSS, atY + CROSS);
  line(context, atX - CROSS, atY + CROSS, atX + CROSS, atY - CROSS);
}

function line(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
