/** How large tiles may be: as large as fits while they are few, and never smaller than one can read; no DOM. */

const LARGEST = 300; // pixels
const GAP = 12;
const CAPTION = 0.4; // of a tile's width, below its drawing
const EMPTY_ROW = 44;
const STEP = 4;

/**
 * @param {{width: number, height: number, rows: number[][], smallest: number}} wall in pixels; row by row, how many tiles the
 *   groups have that stand side by side in it
 * @returns {number} a tile's width; where not all fit at the smallest, the wall scrolls, and its rows are full
 */
export function tileWidth({ width, height, rows, smallest }) {
  for (let tile = LARGEST; tile > smallest; tile -= STEP) {
    const columns = Math.floor((width + GAP) / (tile + GAP));
    const tall = rows.map((counts) => tallness(Math.max(...counts), columns, tile));
    if (columns > 0 && tall.reduce((sum, each) => sum + each, 0) <= height + GAP) return tile;
  }
  const columns = Math.max(1, Math.floor((width + GAP) / (smallest + GAP)));
  return Math.max(0, Math.floor((width + GAP) / columns) - GAP);
}

const tallness = (count, columns, tile) => (count > 0 ? Math.ceil(count / columns) * (tile * (1 + CAPTION) + GAP) : EMPTY_ROW);

/** What there is room for on a tile. @returns {"tiny" | "small" | "medium" | "large"} */
export const sizeOf = (width) => (width < 100 ? "tiny" : width < 140 ? "small" : width < 210 ? "medium" : "large");
