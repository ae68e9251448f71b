/**
 * What the network reads: the digit, how sure it is, the ten probabilities and the picture it saw.
 *
 *   mountAnswer(document.querySelector(".answer"));
 *
 * Hears `prediction` (detail: {prediction, settled, drawing}; prediction is null for an empty sheet) and `failure`
 * (detail: an ApiError).
 *
 * ARIA: the giant digit and the moving bars are silent; a status line announces the answer once the pen is up.
 */

import { formatConfidence, formatShare } from "../common/formatting.js";
import { errorText, t } from "../common/messages.js";
import { BLANK } from "../drawing/strokes.js";
import { paintPixels, SIDE } from "../drawing/pixel-picture.js";
import { verdictText } from "./verdict-text.js";

const NO_INK = new Array(SIDE * SIDE).fill(0);

export function mountAnswer(element) {
  const part = (selector) => element.querySelector(selector);
  const bars = [...element.querySelectorAll(".bars li")];
  let state = { prediction: null, settled: true, error: null, drawing: BLANK };

  element.addEventListener("prediction", ({ detail }) => {
    state = { ...detail, error: null };
    update();
  });
  element.addEventListener("failure", ({ detail }) => {
    // What is on show answers an older drawing; beside a failure it would only mislead.
    state = { prediction: null, settled: true, error: detail, drawing: BLANK };
    update();
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    const { prediction, settled, error, drawing } = state;
    const verdict = verdictText(prediction, drawing);
    const sentence = t(verdict.key, verdict.values);
    const percent = prediction && formatConfidence(prediction.confidence);
    element.dataset.state = verdict.state;
    part(".digit").textContent = verdict.label ?? "–";
    part(".confidence").textContent = verdict.label === null ? "" : t("answer.confidence", { percent });
    part(".verdict").textContent = sentence;
    part(".verdict").hidden = error !== null;
    part(".version .name").textContent = prediction ? t("answer.version", { version: prediction.model_version }) : "";
    part(".trouble").hidden = error === null;
    part(".trouble").textContent = error ? errorText(error) : "";
    paintPixels(part(".picture canvas"), prediction?.image?.flat() ?? NO_INK);
    updateBars(verdict.state === "blank" ? [] : prediction.probabilities, verdict.label);
    if (settled) announce(verdict, sentence, percent);
  }

  function updateBars(probabilities, label) {
    bars.forEach((bar, digit) => {
      const share = probabilities[digit] ?? 0;
      bar.classList.toggle("winner", digit === label);
      bar.querySelector(".bar").style.transform = `scaleX(${share})`;
      bar.querySelector(".share").textContent = formatShare(share);
    });
  }

  function announce(verdict, sentence, percent) {
    const texts = { digit: t("answer.announcement", { label: verdict.label, percent }), blank: "" };
    part(".announcement").textContent = texts[verdict.state] ?? sentence;
  }
  update();
}
