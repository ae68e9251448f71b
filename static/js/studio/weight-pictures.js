/**
 * What the first layer's units look for: the weights of each as a picture, as they evolve.
 *
 *   mountWeightPictures(document.querySelector(".weight-pictures"));
 *
 * Hears `weights` (detail: WeightPictures or null).
 *
 * ARIA: the pictures together are one image with a name; what they show in general is said beside them.
 */

import { unpackSigned } from "../charts/int8.js";
import { paintSigned } from "../charts/signed-picture.js";
import { t } from "../common/messages.js";

const SIDE = 28;

export function mountWeightPictures(element) {
  const sheet = element.querySelector(".sheet");
  let weights = null;
  let pictures = []; // numbers[], one a unit

  element.addEventListener("weights", ({ detail }) => {
    weights = detail;
    pictures = (weights?.pictures ?? []).map(unpackSigned).filter((values) => values.length === SIDE * SIDE);
    update();
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    element.hidden = pictures.length === 0;
    if (element.hidden) return;
    while (sheet.children.length > pictures.length) sheet.lastElementChild.remove();
    while (sheet.children.length < pictures.length) sheet.append(document.createElement("canvas"));
    pictures.forEach((values, index) => paintSigned(sheet.children[index], values, SIDE));
    const { units, epoch, step } = weights;
    element.querySelector("output").textContent = t("weights.count", { shown: pictures.length, units, epoch, step });
  }
  update();
}
