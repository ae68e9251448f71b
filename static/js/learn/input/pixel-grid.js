/**
 * A cursor on 28 x 28 pixels, and what stands in a cell; no DOM.
 *
 * @typedef {{row: number, column: number}} Pixel  both from 0 on
 */

const SIDE = 28;
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -SIDE], End: [0, SIDE] };
const onGrid = (place) => Math.min(SIDE - 1, Math.max(0, place));

/** The pixel under a place on a grid that is `side` wide and high. @returns {Pixel} */
export const pixelAt = (x, y, side) => ({
  row: onGrid(Math.floor((y / side) * SIDE)),
  column: onGrid(Math.floor((x / side) * SIDE)),
});

/** Where a key leads; null for a key that leads nowhere. @param {Pixel} pixel @returns {Pixel | null} */
export function pixelAfterKey({ row, column }, key) {
  const [down, right] = STEPS[key] ?? [];
  return down === undefined ? null : { row: onGrid(row + down), column: onGrid(column + right) };
}

/** The input that the network hears it on. @param {Pixel} pixel */
export const inputOf = ({ row, column }) => row * SIDE + column;

/** A number in two or three signs: 0.8471 -> ".85", 1 -> "1", 0.001 -> "0". */
export function shortNumber(value) {
  const rounded = value.toFixed(2);
  return rounded === "0.00" ? "0" : rounded === "1.00" ? "1" : rounded.slice(1);
}
