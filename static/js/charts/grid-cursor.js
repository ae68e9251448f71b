/**
 * Lets pointer and keys choose one cell of a grid of numbers that is shown on one or more canvases.
 *
 *   const cells = mountGridCursor(element, {onPoint: (index) => ..., describe: (index) => "row 3, column 4: 0.5"});
 *   cells.show({count: 784, columns: 28, index: 87});
 *
 * `element` holds the canvases, each followed by a `.mark` that is laid over the chosen cell.
 *
 * ARIA: a slider over the cells; the arrow keys go from one to the next, and its value text tells what is there.
 */

import { unitAfterKey } from "../network/network-layout.js";

export function mountGridCursor(element, { onPoint, describe }) {
  let shown = { count: 0, columns: 1, index: 0 };

  const rows = () => Math.ceil(shown.count / shown.columns);
  const cellAt = (canvas, { clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const column = Math.floor(((clientX - left) / width) * shown.columns);
    return Math.floor(((clientY - top) / height) * rows()) * shown.columns + column;
  };

  function onPointer(event) {
    const canvas = event.target.closest(".cells")?.querySelector("canvas");
    const index = canvas ? cellAt(canvas, event) : -1;
    if (index >= 0 && index < shown.count && index !== shown.index) onPoint(index);
  }

  element.addEventListener("pointermove", onPointer);
  element.addEventListener("pointerdown", onPointer);
  element.addEventListener("keydown", (event) => {
    const next = unitAfterKey({ columns: shown.columns, units: shown.count, isMap: true }, shown.index, event.key);
    if (next === null) return;
    event.preventDefault();
    if (next !== shown.index) onPoint(next);
  });

  function show(next) {
    shown = next;
    const { count, columns, index } = shown;
    element.setAttribute("aria-valuemax", Math.max(0, count - 1));
    element.setAttribute("aria-valuenow", index);
    element.setAttribute("aria-valuetext", count > 0 ? describe(index) : "");
    for (const { style } of element.querySelectorAll(".mark")) {
      style.left = `${((index % columns) / columns) * 100}%`;
      style.top = `${(Math.floor(index / columns) / rows()) * 100}%`;
      style.width = `${100 / columns}%`;
      style.height = `${100 / rows()}%`;
    }
  }
  return { show };
}
