/**
 * "Write 0 to 9": which digit is asked for next, and how a round went; no DOM.
 *
 * @typedef {import("./room-api.js").RoomDrawing} RoomDrawing
 */

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

/**
 * A pupil's drawings of a round by digit, the newest of each that isn't hidden, as the class's results count them.
 * @param {Iterable<RoomDrawing>} own @returns {Map<number, RoomDrawing>}
 */
export function drawnIn(round, own) {
  const drawn = new Map();
  const counts = ({ task, round: of, hidden }) => task === "digits" && of === round && !hidden;
  for (const drawing of own) if (counts(drawing)) drawn.set(drawing.meant, drawing);
  return drawn;
}

/** The first digit that is still to be written, or null. @param {Iterable<RoomDrawing>} own */
export function nextDigit(round, own) {
  const drawn = drawnIn(round, own);
  return DIGITS.find((digit) => !drawn.has(digit)) ?? null;
}

/** @param {Iterable<RoomDrawing>} own @returns {{right: number, of: number}} */
export function resultOf(round, own) {
  const drawn = [...drawnIn(round, own).values()];
  return { right: drawn.filter(({ meant, label }) => meant === label).length, of: drawn.length };
}
