/**
 * Lays a drawing on a canvas, sharp on any screen.
 *
 *   const renderer = createInkRenderer(canvas);
 *   renderer.resize(width, height);    // CSS pixels
 *   renderer.render({strokes, pixels, brush, color, nib});
 */

import { parseHex } from "../common/color-scales.js";
import { paintInk, SIDE } from "./pixel-picture.js";

const THINNEST = 0.012; // of the sheet's side, per unit of brush size
const SWELL = 0.75; // how much wider the heaviest ink is than the lightest
const STEP = 3; // device pixels

export function createInkRenderer(canvas) {
  const context = canvas.getContext("2d");
  const stamp = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });

  return {
    resize(width, height) {
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    },

    render({ strokes, pixels, brush, color, nib }) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (pixels) drawPicture(pixels, color);
      context.lineCap = context.lineJoin = "round";
      context.strokeStyle = context.fillStyle = color;
      for (const stroke of strokes) drawStroke(stroke, brush);
      if (nib) drawNib(nib);
    },
  };

  function drawPicture(pixels, color) {
    paintInk(stamp, pixels, parseHex(color));
    context.imageSmoothingQuality = "high";
    context.drawImage(stamp, 0, 0, canvas.width, canvas.height);
  }

  /** Each piece runs from middle to middle of the pen's path, bending at the point between: smooth, and true to it. */
  function drawStroke(stroke, brush) {
    const side = canvas.width;
    const nibs = stroke.map(([x, y, weight]) => [x * side, y * side, side * THINNEST * brush * (0.7 + SWELL * weight)]);
    const [x, y, width] = nibs[0];
    drawDot(x, y, width / 2);
    let from = nibs[0];
    for (let index = 1; index < nibs.length; index += 1) {
      const to = index === nibs.length - 1 ? nibs[index] : middle(nibs[index - 1], nibs[index]);
      drawPiece(from, nibs[index - 1], to);
      from = to;
    }
  }

  /** A bend from `from` to `to` towards `corner`, in steps so short that its changing width shows no joints. */
  function drawPiece(from, corner, to) {
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / STEP));
    let last = from;
    for (let step = 1; step <= steps; step += 1) {
      const next = onBend(from, corner, to, step / steps);
      context.lineWidth = next[2];
      context.beginPath();
      context.moveTo(last[0], last[1]);
      context.lineTo(next[0], next[1]);
      context.stroke();
      last = next;
    }
  }

  function drawDot(x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  function drawNib({ position: [x, y], color }) {
    context.strokeStyle = color;
    context.lineWidth = Math.max(2, canvas.width / 200);
    context.beginPath();
    context.arc(x * canvas.width, y * canvas.height, canvas.width / 40, 0, 2 * Math.PI);
    context.stroke();
  }
}

const middle = (one, other) => one.map((value, index) => (value + other[index]) / 2);

/** The point of a quadratic Bézier curve at `share` of its way; the width goes along. */
const onBend = (from, corner, to, share) =>
  from.map((value, index) => (1 - share) ** 2 * value + 2 * share * (1 - share) * corner[index] + share ** 2 * to[index]);
