/** Which command a key press means; no DOM. */

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
