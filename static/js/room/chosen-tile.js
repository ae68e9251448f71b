/**
 * What can be done with the tile that is chosen: hide it, keep it as a correction, remove its pupil, look inside.
 *
 *   mountChosenTile(document.querySelector(".chosen-tile"));
 *
 * Hears `chosen` (detail: {drawing, pupil, covered}, drawing or pupil perhaps null, or null for nothing); tells `act`
 * (detail: "hide", "keep" or "remove").
 *
 * ARIA: a group named by its pupil.
 */

import { at } from "../common/addresses.js";
import { t } from "../common/messages.js";
import { addressOf } from "../learn/state.js";
import { nameOf, showPupil } from "./pupil-name.js";
import { readingText } from "./reading.js";
import { onSheet } from "./tile-path.js";

/** The course, on a drawing of the wall. */
export const lessonOn = ({ strokes, label, meant }) =>
  at(`/learn${addressOf({ drawing: { strokes: onSheet(strokes), pixels: null }, network: "champion", label: meant ?? label })}`);

function told(drawing, covered) {
  if (!drawing) return t("room.tile.empty");
  return covered || drawing.hidden ? t("room.tile.covered") : readingText(drawing);
}

export function mountChosenTile(element) {
  const part = (selector) => element.querySelector(selector);
  let chosen = null;

  element.addEventListener("chosen", ({ detail }) => {
    chosen = detail;
    update();
  });
  element.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-act]")?.dataset.act;
    if (name) element.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: name }));
  });
  document.addEventListener("language", update);

  function update() {
    element.hidden = chosen === null;
    if (!chosen) return;
    const { drawing, pupil, covered } = chosen;
    if (pupil) showPupil(part(".pupil-name"), pupil);
    part(".pupil-name").hidden = pupil === null;
    part(".reading").textContent = told(drawing, covered);
    part("[data-act=hide]").hidden = drawing === null;
    part("[data-act=keep]").hidden = (drawing?.meant ?? null) === null; // nobody learns from what has no name
    part("[data-act=remove]").hidden = pupil === null;
    part(".inside").hidden = drawing === null;
    if (pupil) name("remove", "room.act.remove", { who: nameOf(pupil) });
    if (!drawing) return;
    name("hide", drawing.hidden ? "room.act.hide.off" : "room.act.hide");
    name("keep", drawing.accepted ? "room.act.keep.off" : "room.act.keep");
    part(".inside").href = lessonOn(drawing);
  }

  function name(action, key, values) {
    part(`[data-act=${action}] span`).textContent = t(key, values);
  }
}
