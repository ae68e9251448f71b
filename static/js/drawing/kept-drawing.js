/**
 * A page's drawing outlives a reload, in this tab only: the browser forgets it with the tab, and nobody else sees it.
 *
 *   keepDrawing(pad, "draw");    // puts the last one back on the sheet, and from then on keeps what is drawn
 */

import { decodeDrawing, encodeDrawing } from "./stroke-codec.js";
import { isBlank } from "./strokes.js";

const MOST_POINTS = 65535;

export function keepDrawing(pad, page) {
  const key = `${page}.drawing`;
  const kept = decodeDrawing(storage((tab) => tab.getItem(key)) ?? "");

  pad.addEventListener("draw", ({ detail: { drawing, settled } }) => {
    if (!settled) return;
    if (isBlank(drawing)) storage((tab) => tab.removeItem(key));
    else storage((tab) => tab.setItem(key, encodeDrawing(drawing, MOST_POINTS)));
  });
  if (!isBlank(kept)) pad.dispatchEvent(new CustomEvent("drawing", { detail: kept }));
}

/** A browser that keeps nothing, or has no room, draws all the same. */
function storage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
