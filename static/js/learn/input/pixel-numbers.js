/**
 * The picture as 784 numbers: point at a pixel, and it tells its place and its value, and the row it stands in.
 *
 *   mountPixelNumbers(document.querySelector(".pixel-numbers"));
 *
 * Hears `explanation`.
 *
 * ARIA: the grid is role="application", because it takes the arrow keys, Home and End for its cursor; a status line tells
 * the pixel's place and value. The row is a list of numbers.
 */

import { t } from "../../common/messages.js";
import { inputOf, pixelAfterKey, pixelAt, shortNumber } from "./pixel-grid.js";
import { paintNumbers } from "./pixel-numbers-painter.js";

const SIDE = 28;
const DECIMALS = 3;
const NO_INK = Array.from({ length: SIDE }, () => new Array(SIDE).fill(0));

export function mountPixelNumbers(element) {
  const part = (selector) => element.querySelector(selector);
  const [grid, canvas, mark, all] = [part(".grid"), part("canvas"), part(".mark"), part(".all input")];
  const cells = [...element.querySelectorAll(".row li")];
  let shown = { explanation: null };
  let pixel = { row: 14, column: 14 };
  let side = 0; // of the grid, in CSS pixels; kept, since asking for it makes the browser lay out the page again
  let onScreen = true;
  let frame = 0;

  element.addEventListener("explanation", ({ detail }) => {
    shown = detail;
    if (detail.settled) update();
    else if (onScreen) schedule(); // while the pen is down only the picture follows it, where it is seen
  });
  for (const name of ["pointermove", "pointerdown"]) grid.addEventListener(name, onPointer);
  grid.addEventListener("keydown", onKey);
  all.addEventListener("change", () => element.classList.toggle("with-numbers", all.checked));
  document.addEventListener("language", update);
  document.addEventListener("theme", update);
  new IntersectionObserver((changes) => (onScreen = changes.at(-1).isIntersecting)).observe(element);
  new ResizeObserver(([{ contentRect }]) => {
    side = contentRect.width;
    update();
  }).observe(grid);

  const picture = () => shown.explanation?.picture ?? NO_INK;

  function onPointer(event) {
    const { left, top } = grid.getBoundingClientRect();
    point(pixelAt(event.clientX - left, event.clientY - top, side));
  }

  function onKey(event) {
    const next = pixelAfterKey(pixel, event.key);
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    point(next);
  }

  function point(next) {
    if (next.row === pixel.row && next.column === pixel.column) return;
    pixel = next;
    tell();
  }

  function update() {
    tell();
    schedule();
  }

  function schedule() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  }

  function tell() {
    const { row, column } = pixel;
    const numbers = picture()[row];
    part(".pixel").textContent = t("pixel-numbers.pixel", { row, column, value: numbers[column].toFixed(DECIMALS) });
    part(".input").textContent = t("pixel-numbers.input", { row, column, input: inputOf(pixel) });
    cells.forEach((cell, place) => {
      cell.textContent = shortNumber(numbers[place]);
      cell.classList.toggle("current", place === column);
    });
    const cell = side / SIDE;
    mark.hidden = side === 0;
    Object.assign(mark.style, { width: `${cell}px`, height: `${cell}px`, transform: `translate(${column * cell}px, ${row * cell}px)` });
  }

  function paint() {
    if (side > 0) paintNumbers(canvas, { picture: picture(), side, withNumbers: all.checked });
  }
  update();
}
