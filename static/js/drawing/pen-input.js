/**
 * Pointer events on the sheet become strokes in the unit square.
 *
 *   const pen = listenToPen(sheet, {begin(), extend(points), end(), abandon()});
 *   pen.settle();       // ends a stroke whose end the browser never told
 *
 * Mouse, finger and stylus alike; the coalesced events hold the points between two frames, so quick curves stay round.
 *
 * No single event is relied on to end a stroke: besides `pointerup` it ends when the pointer is cancelled, is let go, is
 * seen without its button pressed, presses anew, or when the page loses the window.
 */

import { createPointerGuard } from "./pointer-guard.js";
import { clampToSheet, distance, nextWeight } from "./strokes.js";

const FIRST_WEIGHT = 0.5;
const FIRST_BUTTON = 1; // in the bits of `buttons`
const ENDS = ["pointerup", "pointercancel", "lostpointercapture"];

export function listenToPen(sheet, { begin, extend, end, abandon }) {
  const guard = createPointerGuard((id) => sheet.hasPointerCapture(id));
  let last = null; // {point, time}
  let box = null; // where the sheet is; asked for once a stroke, since the browser lays out the page to tell

  sheet.addEventListener("pointerdown", (event) => {
    if (!hold(sheet, event)) return; // forgotten
    const verdict = guard.press(describe(event), event.timeStamp);
    if (verdict === "ignore") return;
    if (verdict === "replace") abandon();
    last = box = null;
    begin();
    extend([toPoint(event)]);
  });

  sheet.addEventListener("pointermove", (event) => {
    if (!isDrawing(event)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    extend((moves.length > 0 ? moves : [event]).map(toPoint));
  });

  // On the window and before the sheet, since a pointer that isn't held ends where it happens to be. A cancelled one (a
  // call comes in, the browser takes over) keeps what was drawn.
  for (const name of ENDS) addEventListener(name, (event) => isDrawing(event) && finish(), true);
  addEventListener("pointermove", (event) => isDrawing(event) && !(event.buttons & FIRST_BUTTON) && finish(), true);
  addEventListener("pointerdown", (event) => isDrawing(event) && finish(), true);
  for (const name of ["blur", "pagehide"]) addEventListener(name, finish);
  document.addEventListener("visibilitychange", finish);

  for (const name of ["scroll", "resize"]) addEventListener(name, () => (box = null), { passive: true });

  // touch-action stops scrolling, but iOS would still select text or open its loupe.
  for (const name of ["touchstart", "touchmove", "contextmenu", "dragstart", "selectstart"]) {
    sheet.addEventListener(name, (event) => event.preventDefault(), { passive: false });
  }

  const isDrawing = (event) => guard.isActive(describe(event), event.timeStamp);

  function finish() {
    if (guard.release()) end();
  }

  function toPoint(event) {
    box ??= sheet.getBoundingClientRect();
    const x = clampToSheet((event.clientX - box.left) / box.width);
    const y = clampToSheet((event.clientY - box.top) / box.height);
    const pressure = event.pointerType === "pen" ? event.pressure : 0;
    const weight = last
      ? nextWeight(last.point[2], distance(last.point, [x, y]), event.timeStamp - last.time, pressure)
      : FIRST_WEIGHT;
    last = { point: [x, y, weight], time: event.timeStamp };
    return last.point;
  }

  return { settle: () => guard.isLost() && finish() };
}

/**
 * Lets `element` hear a pointer wherever it goes; false for one that is gone already, as on a phone after a tap that the
 * browser took for a gesture.
 */
export function hold(element, { pointerId }) {
  try {
    element.setPointerCapture(pointerId);
    return true;
  } catch {
    return false;
  }
}

const describe = ({ pointerId, pointerType, isPrimary, button }) => ({
  id: pointerId,
  type: pointerType,
  primary: isPrimary,
  button,
});
