/**
 * Strokes are the drawing; no DOM.
 *
 * @typedef {[x: number, y: number, weight: number]} Point
 *   in the unit square, x right and y down; weight 0 (a light, quick touch) to 1 (slow or pressed hard) is only for looks
 * @typedef {Point[]} Stroke
 * @typedef {{strokes: Stroke[], pixels: number[] | null}} Drawing  pen strokes, or a finished picture of 784 pixels
 */

/** @type {Drawing} */
export const BLANK = { strokes: [], pixels: null };

const SERVER_SCALE = 1000;
const SMALLEST_STEP = 0.003; // closer points tell nothing about the digit's shape
const QUICK = 0.002; // unit squares per millisecond at which the ink is thinnest
const INERTIA = 0.8; // how much of the last weight the next point keeps, so that the line swells and thins gently

/** @param {Drawing} drawing */
export const isBlank = (drawing) => drawing.strokes.length === 0 && drawing.pixels === null;

/** What the sheet looked like before each stroke of a drawing: blank, then with one stroke, and so on. @returns {Drawing[]} */
export const stepsTo = ({ strokes, pixels }) =>
  isBlank({ strokes, pixels }) ? [] : [BLANK, ...strokes.slice(1).map((_, count) => ({ strokes: strokes.slice(0, count + 1), pixels }))];

/** Keeps a coordinate on the sheet. */
export const clampToSheet = (value) => Math.min(1, Math.max(0, value));

/**
 * The stroke with `point` at its end, or the stroke itself when the pen has hardly moved.
 * @param {Stroke} stroke @param {Point} point @returns {Stroke}
 */
export function extendStroke(stroke, point) {
  const last = stroke.at(-1);
  if (last && distance(last, point) < SMALLEST_STEP) return stroke;
  return [...stroke, point];
}

/**
 * How heavy the ink is after a move: a stylus says how hard it presses, any other pen is heavier the slower it goes.
 * @param {number} previous weight @param {number} moved unit squares @param {number} milliseconds
 * @param {number} pressure 0 to 1, or 0 when unknown
 */
export function nextWeight(previous, moved, milliseconds, pressure = 0) {
  const speed = moved / Math.max(milliseconds, 1);
  const target = pressure > 0 ? pressure : 1 - Math.min(1, speed / QUICK);
  return INERTIA * previous + (1 - INERTIA) * target;
}

export const distance = ([x0, y0], [x1, y1]) => Math.hypot(x1 - x0, y1 - y0);

/**
 * What /predict is sent: no weights, and coordinates short enough to be read in a log.
 * @param {Drawing} drawing @returns {import("../common/api.js").DrawingRequest}
 */
export function toRequest({ strokes, pixels }) {
  if (pixels) return { pixels };
  const short = (value) => Math.round(value * SERVER_SCALE * 10) / 10;
  return { strokes: strokes.map((stroke) => stroke.map(([x, y]) => [short(x), short(y)])) };
}
