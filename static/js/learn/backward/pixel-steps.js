/**
 * Down to the pixels: the gradient of the answer by the drawing, and two ways to follow it. A few pixels, changed one after
 * the other, fool the network; all of them at once become what it likes best.
 *
 *   mountPixelSteps(document.querySelector(".pixel-steps"));
 *
 * Hears `explanation` (it needs the part "pixels"); tells `set` (detail: {dream} or {dreamFrom}) and `tryDrawing` (detail: a
 * Drawing).
 *
 * ARIA: native sliders over the steps, a native select and radio buttons; each picture's caption is its text alternative.
 */

import { paintCells, paintSigned } from "../../charts/signed-picture.js";
import { sequentialColor } from "../../common/color-scales.js";
import { formatConfidence } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { palette } from "../../common/theme-colors.js";
import { paintPixels, SIDE } from "../../drawing/pixel-picture.js";
import { listenToPart, waitingForInk } from "../explanation-part.js";

export function mountPixelSteps(element) {
  const part = (selector) => element.querySelector(selector);
  const sliders = { fool: part(".fool input"), dream: part(".dream input[type=range]") };
  let pixels = null;
  let explanation = null;

  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  sliders.fool.addEventListener("input", updateFool);
  sliders.dream.addEventListener("input", updateDream);
  part("select").addEventListener("change", ({ target }) => tell("set", { dream: Number(target.value) }));
  part(".from").addEventListener("change", ({ target }) => tell("set", { dreamFrom: target.value }));
  part(".fool .try").addEventListener("click", () => tell("tryDrawing", { strokes: [], pixels: fooledPicture() }));
  part(".dream .try").addEventListener("click", () => tell("tryDrawing", { strokes: [], pixels: moment().picture }));

  const changes = () => pixels.fooled.slice(0, Number(sliders.fool.value));
  const moment = () => pixels.dreamt[Number(sliders.dream.value)];

  function fooledPicture() {
    const picture = explanation.picture.flat();
    for (const { pixel, ink } of changes()) picture[pixel] = ink;
    return picture;
  }

  function updateFool() {
    const { fooled, label } = pixels;
    const made = changes();
    const colors = palette();
    const changed = new Map(made.map(({ pixel, ink }) => [pixel, ink]));
    const cells = fooledPicture().map((share, index) => (changed.has(index) ? changed.get(index) - 2 : share));
    paintCells(part(".fool canvas"), cells, SIDE, (share) => (share < 0 ? colors.diverging[share < -1 ? 0 : 2] : sequentialColor(colors, share)));
    const last = made.at(-1) ?? { label, confidence: explanation.confidence };
    const values = { count: made.length, all: fooled.length, label: last.label, confidence: formatConfidence(last.confidence) };
    const flips = made.length > 0 && last.label !== label;
    const kind = fooled.length === 0 ? "none" : flips ? (made.length === 1 ? "one" : "all") : "some";
    part(".fool .told").textContent = t(`pixel-steps.fool.${kind}`, values);
    part(".fool canvas").setAttribute("aria-label", part(".fool .told").textContent);
    part(".fool .which").textContent = made.length > 0 ? t("pixel-steps.last", { place: placeOf(made.at(-1)) }) : "";
    sliders.fool.setAttribute("aria-valuetext", part(".fool .told").textContent);
    part(".fool .try").hidden = !flips;
  }

  function updateDream() {
    const { picture, label, confidence } = moment();
    paintPixels(part(".dream canvas"), picture);
    const values = { step: sliders.dream.value, label, dream: pixels.dream, confidence: formatConfidence(confidence) };
    part(".dream .told").textContent = t("pixel-steps.dream.told", values);
    part(".dream canvas").setAttribute("aria-label", part(".dream .told").textContent);
    sliders.dream.setAttribute("aria-valuetext", part(".dream .told").textContent);
    const stays = pixels.dreamt.every((one) => Math.max(...one.picture) === 0);
    part(".dream .flat").hidden = !stays;
    part(".dream .try").hidden = stays;
  }

  listenToPart(element, "pixels", (newest, state, answer) => {
    const isNew = newest !== pixels;
    pixels = newest;
    explanation = answer;
    part(".seen").hidden = pixels === null;
    part(".waiting").hidden = pixels !== null;
    part(".waiting").textContent = waitingForInk(state, answer);
    if (!pixels) return;
    const { label, against, gradient, fooled, dream, dreamt } = pixels;
    part(".of").textContent = t("pixel-steps.of", { label, against });
    paintSigned(part(".gradient canvas"), gradient.flat(), SIDE);
    part(".gradient canvas").setAttribute("aria-label", t("pixel-steps.gradient", { label, against }));
    part(".gradient figcaption").textContent = t("pixel-steps.gradient", { label, against });
    part("select").value = dream;
    for (const input of element.querySelectorAll(".from input")) input.checked = input.value === state.dreamFrom;
    sliders.fool.max = fooled.length;
    sliders.fool.hidden = fooled.length === 0;
    sliders.dream.max = dreamt.length - 1;
    if (isNew) {
      sliders.fool.value = fooled.length;
      sliders.dream.value = dreamt.length - 1;
    }
    updateFool();
    updateDream();
  });
}

/** "row 7, column 12 painted". */
function placeOf({ pixel, ink }) {
  const place = { row: Math.floor(pixel / SIDE) + 1, column: (pixel % SIDE) + 1 };
  return t(ink === 1 ? "pixel-steps.painted" : "pixel-steps.blanked", place);
}
