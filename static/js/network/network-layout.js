/**
 * Where the units of a network lie in a figure; no DOM.
 *
 * A layer of few units is a column of discs, one of many a map of cells, filled row by row.
 *
 * @typedef {{x: number, y: number, width: number, height: number, units: number, columns: number, rows: number,
 *   isMap: boolean}} LayerBox  in pixels
 * @typedef {{picture: {x: number, y: number, side: number}, layers: LayerBox[]}} Layout
 */

const MOST_DISCS = 32;
const LARGEST_DISC = 22; // pixels across
const COLUMN = 44; // wide enough for a finger
const PICTURE_SHARE = 0.26;
const LARGEST_PICTURE = 132;
const MAP_SHARE = 0.2;
const LAYER_SHARE = 0.7; // of its part of the width, at most; its connections have the rest

/** @param {number[]} sizes units of each dense layer, first to last @returns {Layout} */
export function layoutOf(sizes, width, height) {
  const side = Math.round(Math.min(LARGEST_PICTURE, width * PICTURE_SHARE, height));
  const widest = LAYER_SHARE * Math.max(0, (width - side) / sizes.length);
  const widths = sizes.map((units) => Math.min(widest, units > MOST_DISCS ? Math.min(height, width * MAP_SHARE) : COLUMN));
  const gap = (width - side - widths.reduce((sum, one) => sum + one, 0)) / sizes.length;
  let x = side;
  const layers = sizes.map((units, place) => {
    x += gap;
    const box = layerBox(units, x, widths[place], height);
    x += widths[place];
    return box;
  });
  return { picture: { x: 0, y: Math.round((height - side) / 2), side }, layers };
}

function layerBox(units, x, width, height) {
  if (units <= MOST_DISCS) return { x, y: 0, width, height, units, columns: 1, rows: units, isMap: false };
  const columns = Math.ceil(Math.sqrt(units * Math.min(1, width / height)));
  const rows = Math.ceil(units / columns);
  const tall = Math.min(height, (width / columns) * rows);
  return { x, y: (height - tall) / 2, width, height: tall, units, columns, rows, isMap: true };
}

/** The middle of a unit. @param {LayerBox} box @returns {[x: number, y: number]} */
export function centreOf({ x, y, width, height, columns, rows }, index) {
  const [row, column] = [Math.floor(index / columns), index % columns];
  return [x + ((column + 0.5) / columns) * width, y + ((row + 0.5) / rows) * height];
}

/** How large a unit is: a disc's diameter, or a cell's width and height. @param {LayerBox} box */
export function sizeOf({ width, height, columns, rows, isMap }) {
  if (isMap) return [width / columns, height / rows];
  const disc = Math.min(LARGEST_DISC, (height / rows) * 0.8, width);
  return [disc, disc];
}

/** The unit at a point, or the nearest one. @param {LayerBox} box */
export function unitAt({ x, y, width, height, columns, rows, units }, left, top) {
  const column = clamp(Math.floor(((left - x) / width) * columns), columns);
  const row = clamp(Math.floor(((top - y) / height) * rows), rows);
  return Math.min(units - 1, row * columns + column);
}

/** Where an arrow key leads from a unit; null for other keys. @param {LayerBox} box @returns {number | null} */
export function unitAfterKey({ columns, units, isMap }, index, key) {
  const moves = { ArrowUp: -columns, ArrowDown: columns, PageUp: -10 * columns, PageDown: 10 * columns };
  if (isMap) Object.assign(moves, { ArrowLeft: -1, ArrowRight: 1 });
  if (key === "Home") return 0;
  if (key === "End") return units - 1;
  if (!(key in moves)) return null;
  const next = index + moves[key];
  return next < 0 || next >= units ? index : next;
}

const clamp = (value, count) => Math.min(count - 1, Math.max(0, value));
