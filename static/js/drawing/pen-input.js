/**
 * Pointer events on the sheet become strokes in the unit square.
 *
 *   listenToPen(sheet, {begin(), extend(points), end(), abandon()});
 *
 * Mouse, finger and stylus alike; the coalesced events hold the points between two frames, so quick curves stay round.
 */

import { createPointerGuard } from "./pointer-guard.js";
import { clampToSheet, distance, nextWeight } from "./strokes.js";

const FIRST_WEIGHT = 0.5;

export function listenToPen(sheet, { begin, extend, end, abandon }) {
  const guard = createPointerGuard();
  let last = null; // {point, time}
  let box = null; // where the sheet is; asked for once a stroke, since the browser lays out the page to tell

  sheet.addEventListener("pointerdown", (event) => {
    const verdict = guard.press(describe(event), event.timeStamp);
    if (verdict === "ignore") return;
    if (verdict === "replace") abandon();
    sheet.setPointerCapture(event.pointerId);
    last = box = null;
    begin();
    extend([toPoint(event)]);
  });

  sheet.addEventListener("pointermove", (event) => {
    if (!guard.isActive(describe(event), event.timeStamp)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    extend((moves.length > 0 ? moves : [event]).map(toPoint));
  });

  // A cancelled pointer (a call comes in, the browser takes over) ends the stroke; what was drawn stays.
  for (const name of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(name, (event) => {
      if (!guard.isActive(describe(event), event.timeStamp)) return;
      guard.release(describe(event));
      end();
    });
  }

  for (const name of ["scroll", "resize"]) addEventListener(name, () => (box = null), { passive: true });

  // touch-action stops scrolling, but iOS would still select text or open its loupe.
  for (const name of ["touchstart", "touchmove", "contextmenu", "dragstart", "selectstart"]) {
    sheet.addEventListener(name, (event) => event.preventDefault(), { passive: false });
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
}

const describe = ({ pointerId, pointerType, isPrimary, button }) => ({
  id: pointerId,
  type: pointerType,
  primary: isPrimary,
  button,
});
