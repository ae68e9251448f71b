/**
 * Who is who without a name: an animal in a colour, as a band of that colour with both words on it.
 *
 *   nameOf({animal: "otter", color: "blue"})     "blue otter"
 *   showPupil(element, pupil)
 */

import { t } from "../common/messages.js";

export const nameOf = ({ animal, color }) => t("room.name", { color: t(`room.color.${color}`), animal: t(`room.animal.${animal}`) });

/** @param {HTMLElement} element in which `.name` is written, or it itself @param {import("./room-api.js").Pupil} pupil */
export function showPupil(element, pupil) {
  element.dataset.color = pupil.color;
  (element.querySelector(".name") ?? element).textContent = nameOf(pupil);
}
