/**
 * Paints a network at work: the strongest connections by what they add, and every unit by what it says.
 *
 *   paintNetwork(context, {layout, layers, probabilities, activation, palette, line, mark, unit, silenced});
 */

import { divergingColor, sequentialColor } from "../common/color-scales.js";
import { centreOf, sizeOf } from "./network-layout.js";

const FAINTEST = 0.06; // of the largest: a connection below is not drawn
const THICKEST = 3.5; // pixels
const FULL_TURN = 2 * Math.PI;
const mapCells = document.createElement("canvas");

export function paintNetwork(context, { layout, layers, probabilities, activation, palette, line, mark, unit, silenced }) {
  layout.layers.forEach((box, place) => {
    if (place > 0) paintConnections(context, layout.layers[place - 1], box, layers[place].connections, palette);
    else if (!box.isMap) paintInputs(context, layout.picture, box, layers[0], palette);
  });
  layout.layers.forEach((box, place) => {
    const last = place === layers.length - 1;
    const said = last ? probabilities : layers[place].activations;
    const colors = unitColors(said, last ? "share" : activation, palette);
    if (box.isMap) paintMap(context, box, colors, line);
    else paintDiscs(context, box, colors, line);
  });
  for (const off of silenced) paintCross(context, layout.layers[off.layer - 1], off.index, mark);
  if (unit) paintMark(context, layout.layers[unit.layer - 1], unit.index, mark);
}

/** One line a unit, since 784 would be a blot: what all pixels together add to it, which is all but its bias. */
function paintInputs(context, { x, y, side }, box, { pre_activations: sums, bias }, palette) {
  const added = sums.map((sum, index) => sum - bias[index]);
  const most = Math.max(...added.map(Math.abs), 1e-9);
  added.forEach((value, index) => {
    const [left, top] = centreOf(box, index);
    const from = [x + side, y + side * (0.1 + (0.8 * (index + 0.5)) / added.length)];
    paintLine(context, from, [left, top], value / most, palette);
  });
}

function paintConnections(context, from, to, connections, palette) {
  const most = Math.abs(connections[0]?.product ?? 1);
  for (const { source, target, product } of [...connections].reverse()) {
    paintLine(context, centreOf(from, source), centreOf(to, target), product / most, palette);
  }
}

function paintLine(context, [x0, y0], [x1, y1], share, palette) {
  const size = Math.abs(share);
  if (size < FAINTEST) return;
  const bend = (x1 - x0) / 2;
  context.strokeStyle = css(divergingColor(palette, Math.sign(share) * (0.25 + 0.75 * size)));
  context.lineWidth = Math.max(0.75, THICKEST * size);
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  context.stroke();
}

/** Sigmoid says 0 to 1 and ReLU 0 and up: a magnitude. Tanh says -1 to 1: a signed value. */
function unitColors(said, activation, palette) {
  const most = activation === "relu" ? Math.max(...said, 1e-9) : 1;
  const color = activation === "tanh" ? divergingColor : sequentialColor;
  return said.map((value) => color(palette, value / most));
}

function paintDiscs(context, box, colors, line) {
  const [size] = sizeOf(box);
  context.strokeStyle = line;
  context.lineWidth = 1;
  colors.forEach((color, index) => {
    context.fillStyle = css(color);
    context.beginPath();
    context.arc(...centreOf(box, index), size / 2, 0, FULL_TURN);
    context.fill();
    context.stroke();
  });
}

function paintMap(context, box, colors, line) {
  const cells = new ImageData(box.columns, box.rows); // a pixel a cell, enlarged: quicker than thousands of squares
  colors.forEach((color, index) => cells.data.set([...color, 255], index * 4));
  Object.assign(mapCells, { width: box.columns, height: box.rows });
  mapCells.getContext("2d").putImageData(cells, 0, 0);
  context.imageSmoothingEnabled = false;
  context.clearRect(box.x, box.y, box.width, box.height);
  context.drawImage(mapCells, box.x, box.y, box.width, box.height);
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.strokeRect(box.x, box.y, box.width, box.height);
}

function paintMark(context, box, index, color) {
  const [width, height] = sizeOf(box);
  const [x, y] = centreOf(box, index);
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  if (box.isMap) context.rect(x - width / 2 - 2, y - height / 2 - 2, width + 4, height + 4);
  else context.arc(x, y, width / 2 + 3, 0, FULL_TURN);
  context.stroke();
}

/** A silenced unit is crossed out. */
function paintCross(context, box, index, color) {
  const [x, y] = centreOf(box, index);
  const reach = Math.min(...sizeOf(box)) / 2;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (const side of [-1, 1]) {
    context.moveTo(x - reach, y - side * reach);
    context.lineTo(x + reach, y + side * reach);
  }
  context.stroke();
}

const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;
