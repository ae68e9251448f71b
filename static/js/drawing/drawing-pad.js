/**
 * The practice sheet: draw with mouse, finger, stylus or keyboard; undo, redo, clear.
 *
 *   mountDrawingPad(document.querySelector(".drawing-pad"));
 *
 * Hears `drawing` (detail: a Drawing to show, such as an example's pixels) and tells `draw`
 * (detail: {drawing, settled}; settled is false while the pen is down).
 *
 * ARIA: the sheet is role="application", because it takes the arrow keys and Space for a nib of its own; its help text
 * says so. The tools are a toolbar of plain buttons, each reached with Tab.
 */

import { color } from "../common/theme-colors.js";
import { canRedo, canUndo, createHistory, record, redo, undo } from "./history.js";
import { createInkRenderer } from "./ink-renderer.js";
import { drawingCommand, isNibKey, moveNib } from "./keyboard.js";
import { listenToPen } from "./pen-input.js";
import { BLANK, extendStroke, isBlank, stepsTo } from "./strokes.js";

const KEYBOARD_WEIGHT = 0.5;

export function mountDrawingPad(element) {
  const sheet = element.querySelector(".sheet");
  const brush = element.querySelector(".brush input");
  const buttons = ["undo", "redo", "clear"].map((name) => [name, element.querySelector(`.tools .${name}`)]);
  const renderer = createInkRenderer(element.querySelector(".ink"));
  let history = createHistory(BLANK);
  let stroke = null; // the one being drawn
  let nib = null; // [x, y], once the keyboard draws
  let frame = 0;

  const commands = {
    undo: () => change(undo(history)),
    redo: () => change(redo(history)),
    clear: () => isBlank(history.present) || change(record(history, BLANK)),
  };

  const pen = listenToPen(sheet, {
    begin() {
      if (stroke) finishStroke(); // the keyboard's pen may still be down, or the last pointer's end was lost
      nib = null;
      stroke = [];
    },
    extend: extendBy,
    end: finishStroke,
    abandon() {
      stroke = null;
      tell(true);
    },
  });
  for (const [name, button] of buttons) {
    button.addEventListener("click", () => {
      pen.settle();
      commands[name]();
    });
  }
  brush.addEventListener("input", update);
  sheet.addEventListener("keydown", drawWithKeys);
  sheet.addEventListener("blur", () => {
    if (nib && stroke) finishStroke();
    nib = null;
    update();
  });
  document.addEventListener("keydown", (event) => {
    const command = drawingCommand(event);
    if (!command || event.defaultPrevented || isTyping(event.target)) return;
    pen.settle();
    if (stroke && !nib) return;
    event.preventDefault();
    if (stroke) finishStroke();
    commands[command]();
  });
  document.addEventListener("theme", paint); // at once, as paper waits for no frame
  element.addEventListener("drawing", ({ detail }) => change(put(detail)));
  new ResizeObserver(() => {
    renderer.resize(sheet.clientWidth, sheet.clientHeight);
    paint();
  }).observe(sheet);

  /** On a sheet that nothing was done on yet, a drawing comes with its strokes to be undone one by one. */
  const put = (drawing) =>
    !canUndo(history) && !canRedo(history) && isBlank(history.present)
      ? createHistory(drawing, stepsTo(drawing))
      : record(history, drawing);

  /** What is on the sheet now, the unfinished stroke included. A stroke over a picture starts anew. */
  function drawing() {
    if (!stroke?.length) return history.present;
    return { strokes: [...history.present.strokes, stroke], pixels: null };
  }

  function extendBy(points) {
    const before = stroke;
    stroke = points.reduce(extendStroke, stroke);
    if (stroke !== before) tell(false);
  }

  function finishStroke() {
    history = record(history, drawing());
    stroke = null;
    tell(true);
  }

  function change(next) {
    if (next === history) return;
    history = next;
    tell(true);
  }

  function tell(settled) {
    element.dispatchEvent(new CustomEvent("draw", { bubbles: true, detail: { drawing: drawing(), settled } }));
    update();
  }

  function drawWithKeys(event) {
    const penKey = event.key === " ";
    if ((!penKey && !isNibKey(event.key)) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    pen.settle();
    if (stroke && !nib) return;
    nib = penKey ? (nib ?? [0.5, 0.5]) : moveNib(nib ?? [0.5, 0.5], event.key, event.shiftKey);
    if (penKey && stroke) finishStroke();
    else if (penKey) stroke = [];
    if (stroke) extendBy([[...nib, KEYBOARD_WEIGHT]]);
    update();
  }

  function update() {
    sheet.classList.toggle("used", !isBlank(drawing()));
    sheet.classList.toggle("drawing", stroke !== null);
    const possible = { undo: canUndo(history), redo: canRedo(history), clear: !isBlank(history.present) };
    for (const [name, button] of buttons) button.disabled = !possible[name];
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  }

  function paint() {
    const mark = nib && { position: nib, color: color(stroke ? "--seal" : "--ink-soft") };
    renderer.render({ ...drawing(), brush: Number(brush.value), color: color("--ink"), nib: mark });
  }
  update();
  // What was drawn before this script was here, after whatever the page puts on the sheet to begin with.
  setTimeout(() => window.earlyInk?.take((strokes) => strokes.length > 0 && change(record(history, { strokes, pixels: null }))));
}

const isTyping = (target) => target.matches?.("input:not([type=range]), select, textarea, dialog *");
