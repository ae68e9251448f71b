/**
 * What is selected on a sheet of many, as in a file manager; no DOM.
 *
 * @typedef {{cursor: number, anchor: number, chosen: ReadonlySet<number>}} Selection places on the sheet, from 0 on
 */

/** @type {Selection} */
export const NONE = { cursor: 0, anchor: 0, chosen: new Set() };

/** A click: this one alone; with Ctrl it is added or taken away; with Shift everything from the anchor to it. */
export function click(selection, place, { shift = false, toggle = false } = {}) {
  if (shift) return { cursor: place, anchor: selection.anchor, chosen: range(selection.anchor, place) };
  const chosen = new Set(toggle ? selection.chosen : []);
  const taken = toggle && chosen.delete(place);
  if (!taken) chosen.add(place);
  return { cursor: place, anchor: place, chosen };
}

/** An arrow key goes to another place; with Shift it takes along what lies between. */
export function move(selection, place, { shift = false } = {}) {
  if (shift) return click(selection, place, { shift });
  return { ...selection, cursor: place, anchor: place };
}

/** @param {number} count */
export const all = (selection, count) => ({ ...selection, chosen: range(0, count - 1) });

/** Where an arrow key leads on a sheet of `count` in rows of `columns`; null for any other key. */
export function placeAfter(key, place, count, columns) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (!(key in steps)) return null;
  const next = place + steps[key];
  return next < 0 || next >= count ? place : next;
}

function range(one, other) {
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  return new Set(Array.from({ length: last - first + 1 }, (_, step) => first + step));
}
