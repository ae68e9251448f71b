/**
 * Which unit to open; no DOM. Units are named by layer, from 1 on, and index, from 0 on.
 *
 * @typedef {import("./state.js").Unit} Unit
 */

/** The unit that says most in the first layer, plus or minus. @param {{dense: {activations: number[]}[]}} layers @returns {Unit} */
export function mostActive({ dense: [{ activations }] }) {
  const sizes = activations.map(Math.abs);
  return { layer: 1, index: sizes.indexOf(Math.max(...sizes)) };
}

/** The next unit, or with -1 the one before, of the same layer; after the last comes the first. @returns {Unit} */
export const neighbour = ({ layer, index }, step, units) => ({ layer, index: (index + step + units) % units });

/** The unit that is meant by what was typed: the nearest there is, or null for no number. @returns {number | null} */
export function typedIndex(text, units) {
  const index = Math.round(Number(text));
  return text.trim() === "" || !Number.isFinite(index) ? null : Math.min(units - 1, Math.max(0, index));
}

const isSame = (one, other) => one.layer === other.layer && one.index === other.index;

/** Whether a unit is one of these. @param {Unit[]} units @param {Unit} unit */
export const isAmong = (units, unit) => units.some((one) => isSame(one, unit));

/** The list without the unit if it was in it, else with it. @param {Unit[]} units @param {Unit} unit @returns {Unit[]} */
export function toggled(units, { layer, index }) {
  const others = units.filter((one) => !isSame(one, { layer, index }));
  return others.length < units.length ? others : [...units, { layer, index }];
}

/** In how many columns numbers are laid out: few in a row, many in a square. */
export const columnsOf = (count) => (count > 32 ? Math.ceil(Math.sqrt(count)) : count);

/** A square of cells has the pictures side by side; a row of them one above the other. */
export const isSquare = (count) => count > 32;
