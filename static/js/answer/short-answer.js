/**
 * What the network on show answers: digit, confidence, ten probabilities, and the right one marked once it is known.
 *
 *   mountShortAnswer(document.querySelector(".short-answer"));
 *
 * Hears `explanation`.
 *
 * ARIA: a list of probabilities; a status line announces the answer once the pen is up.
 */

import { formatConfidence, formatShare } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { isDot } from "../drawing/ink-shape.js";
import { BLANK, isBlank } from "../drawing/strokes.js";

export function mountShortAnswer(element) {
  const part = (selector) => element.querySelector(selector);
  const bars = [...element.querySelectorAll(".bars li")];
  let shown = { explanation: null, settled: true, state: { label: null, drawing: BLANK } };

  element.addEventListener("explanation", ({ detail }) => {
    shown = detail;
    update();
  });
  document.addEventListener("language", update);

  function update() {
    const { explanation, settled, state } = shown;
    const answer = explanation && !explanation.blank && !isDot(state.drawing) ? explanation : null;
    const percent = answer && formatConfidence(answer.confidence);
    element.classList.toggle("empty", answer === null);
    part(".digit").textContent = answer?.label ?? "–";
    part(".sure").textContent = answer ? t("answer.confidence", { percent }) : t(unanswered(explanation, state.drawing));
    bars.forEach((bar, digit) => {
      const share = answer?.probabilities[digit] ?? 0;
      bar.classList.toggle("winner", digit === answer?.label);
      bar.classList.toggle("right", digit === state.label);
      bar.querySelector(".bar").style.transform = `scaleX(${share})`;
      bar.querySelector(".share").textContent = formatShare(share);
    });
    if (settled) part(".announcement").textContent = answer ? t("answer.announcement", { label: answer.label, percent }) : "";
  }
  update();
}

/** Why there is no answer. */
function unanswered(explanation, drawing) {
  if (isDot(drawing)) return "verdict.dot";
  return explanation || isBlank(drawing) ? "learn.waiting" : "learn.unanswered";
}
