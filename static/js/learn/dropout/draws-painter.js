/**
 * Thirty draws on a canvas: a row for each digit, a dot for each draw at its probability, a bar at their mean, and a
 * ring at the answer with dropout off.
 *
 *   paintDraws(canvas, {width, row, draws});
 */

import { color } from "../../common/theme-colors.js";

const GUTTER = 24; // for the digits
const AXIS = 20;
const DOT = 3.5;

export function paintDraws(canvas, { width, row, draws }) {
  const ratio = window.devicePixelRatio || 1;
  const height = 10 * row + AXIS;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const toX = (share) => GUTTER + share * (width - GUTTER - 12) + 4;
  paintGrid(context, { width, row, toX });
  if (!draws) return;
  for (let digit = 0; digit < 10; digit += 1) {
    const y = (digit + 0.5) * row;
    context.fillStyle = color("--diverging-positive");
    context.globalAlpha = 0.35;
    for (const [place, shares] of draws.draws.entries()) {
      // Spread a little up and down, so that draws that agree don't hide each other.
      paintDot(context, toX(shares[digit]), y + (((place * 7) % 11) - 5) * (row / 26));
    }
    context.globalAlpha = 1;
    context.fillStyle = color("--ink");
    context.fillRect(toX(draws.mean[digit]) - 1, y - row / 2 + 4, 2, row - 8);
    context.strokeStyle = color("--seal");
    context.lineWidth = 2;
    context.beginPath();
    context.arc(toX(draws.expectation[digit]), y, DOT + 2, 0, 2 * Math.PI);
    context.stroke();
  }
}

function paintDot(context, x, y) {
  context.beginPath();
  context.arc(x, y, DOT, 0, 2 * Math.PI);
  context.fill();
}

function paintGrid(context, { width, row, toX }) {
  context.font = `13px ${color("--sans")}`;
  context.textBaseline = "middle";
  context.fillStyle = color("--ink-pale");
  context.strokeStyle = color("--wash");
  context.lineWidth = 1;
  for (let digit = 0; digit < 10; digit += 1) {
    context.fillText(String(digit), 4, (digit + 0.5) * row);
    context.strokeRect(GUTTER, (digit + 1) * row - 0.5, width - GUTTER, 0);
  }
  context.textAlign = "center";
  for (const share of [0, 0.5, 1]) context.fillText(`${share * 100} %`, Math.min(toX(share), width - 20), 10 * row + AXIS / 2 + 2);
  context.textAlign = "start";
}
