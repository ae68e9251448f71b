/**
 * What can be said of a drawing before any network has seen it: is it only a dot so far, or does it fall apart; no DOM.
 *
 * @typedef {import("./strokes.js").Drawing} Drawing
 */

const DOT = 0.05; // of the sheet's side: every digit begins as a dot, which enlarged would look like a 1
const TALL = 0.4; // of the height of all ink: what is smaller is a dot or a dash beside a digit
const LINE = 0.2; // a bare line is less wide than this, as a share of its height
const MOST_LINES = 3; // side by side may be ones; more are a hatching

/** Whether there is ink, but so little that nobody can tell what it will be. @param {Drawing} drawing */
export function isDot({ strokes, pixels }) {
  if (pixels || strokes.length === 0) return false;
  return [0, 1].every((axis) => length(extent(strokes, axis)) < DOT);
}

/** Whether the strokes fall apart into what may be digits side by side. @param {Drawing} drawing */
export function fallsApart({ strokes, pixels }) {
  if (pixels || strokes.length === 0) return false;
  const fromLeft = strokes.map((stroke) => [stroke]).sort((one, other) => extent(one, 0)[0] - extent(other, 0)[0]);
  const tall = TALL * length(extent(strokes, 1));
  const parts = fromLeft.reduce(joinIfBeneath, []).filter((part) => length(extent(part, 1)) >= tall);
  return parts.length > 1 && (parts.length <= MOST_LINES || !parts.every(isLine));
}

const isLine = (part) => length(extent(part, 0)) < LINE * length(extent(part, 1));

/** Adds strokes to the last part if they begin before it ends, else as a part of their own. */
function joinIfBeneath(parts, strokes) {
  const last = parts.at(-1);
  const apart = !last || extent(strokes, 0)[0] > extent(last, 0)[1];
  return apart ? [...parts, strokes] : [...parts.slice(0, -1), [...last, ...strokes]];
}

/** From where to where strokes reach along an axis. */
function extent(strokes, axis) {
  const values = strokes.flatMap((stroke) => stroke.map((point) => point[axis]));
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

const length = ([low, high]) => high - low;
