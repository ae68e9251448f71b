/** What a key means on the drawing pad: a command, or a move of the nib over the unit square; no DOM. */

const STEP = 0.04;
const FINE_STEP = 0.01;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const isNibKey = (key) => key in DIRECTIONS;

/** Where the nib is after `key`: moveNib([0.5, 0.5], "ArrowLeft", false) -> [0.46, 0.5]. It stops at the sheet's edge. */
export function moveNib([x, y], key, fine) {
  const [right, down] = DIRECTIONS[key];
  const step = fine ? FINE_STEP : STEP;
  return [within(x + right * step), within(y + down * step)];
}

const within = (value) => Math.min(1, Math.max(0, Number(value.toFixed(4))));

/**
 * drawingCommand({key: "z", ctrlKey: true}) -> "undo"; undefined when it means none.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} press
 * @returns {"undo" | "redo" | "clear" | undefined}
 */
export function drawingCommand({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase();
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && ctrlKey ? "redo" : undefined;
  }
  return key === "Escape" || key === "Delete" ? "clear" : undefined;
}
