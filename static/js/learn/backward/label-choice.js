/**
 * What the drawing is meant to be, and a step of the private copy towards it.
 *
 *   mountLabelChoice(document.querySelector(".label-choice"));
 *
 * Hears `state` and `explanation` (it needs the part "step"); tells `set` (detail: {label}, {loss}, {learningRate} or
 * {steps}), and `tryDrawing` with a drawing to begin with.
 *
 * ARIA: two groups of native radio buttons, a slider and a field for the same number; a status line tells what the step
 * would change, and a list of pairs of bars each probability with what it would become.
 */

import { showPairedBars } from "../../charts/paired-bars.js";
import { formatConfidence, formatNumber } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { isBlank } from "../../drawing/strokes.js";
import { waitingFor } from "../explanation-part.js";
import { exponentOf, rateAt, typedRate } from "../learning-rates.js";
import { MISREAD } from "../misread.js";
import { START } from "../state.js";

const MOST_STEPS = 100;

export function mountLabelChoice(element) {
  const part = (selector) => element.querySelector(selector);
  const [slider, typed] = [part(".slider"), part(".typed")];
  let state = START;
  let step = null; // the newest part "step"
  let usual = null; // the network's own learning rate, until another is chosen

  const set = (detail) => element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  element.addEventListener("state", ({ detail }) => {
    state = detail;
    update();
  });
  element.addEventListener("explanation", ({ detail: { explanation } }) => {
    usual = explanation?.network.learning_rate ?? usual;
    if (explanation === null || explanation.step !== undefined) step = explanation?.step ?? null;
    update();
  });
  element.addEventListener("change", ({ target }) => {
    if (target.name === "label") set({ label: Number(target.value) });
    if (target.name === "loss") set({ loss: target.value });
  });
  slider.addEventListener("input", () => set({ learningRate: rateAt(Number(slider.value)) }));
  typed.addEventListener("change", () => {
    const rate = typedRate(typed.value);
    typed.setAttribute("aria-invalid", String(rate === null));
    typed.setCustomValidity(rate === null ? t("label-choice.rate.wrong") : "");
    typed.reportValidity();
    if (rate !== null) set({ learningRate: rate });
  });
  part(".step").addEventListener("click", () => {
    const { label, loss } = state;
    set({ steps: [...state.steps, { label, loss, learning_rate: rate() }] });
  });
  part(".undo").addEventListener("click", () => set({ steps: state.steps.slice(0, -1) }));
  part(".restart").addEventListener("click", () => set({ steps: [], learningRate: null }));
  part(".misread").addEventListener("click", () => {
    element.dispatchEvent(new CustomEvent("tryDrawing", { bubbles: true, detail: MISREAD.drawing }));
    set({ label: MISREAD.label });
  });
  document.addEventListener("language", update);

  function update() {
    for (const radio of element.querySelectorAll("[name=label]")) radio.checked = Number(radio.value) === state.label;
    for (const radio of element.querySelectorAll("[name=loss]")) radio.checked = radio.value === state.loss;
    slider.disabled = typed.disabled = rate() === null;
    slider.value = exponentOf(rate() ?? 1);
    slider.setAttribute("aria-valuetext", rate() ?? "");
    if (document.activeElement !== typed) typed.value = rate() ?? "";
    part(".step").disabled = !step?.new_probabilities || state.steps.length >= MOST_STEPS;
    part(".undo").disabled = part(".restart").disabled = state.steps.length === 0;
    part(".invitation").hidden = !isBlank(state.drawing);
    part(".taken").textContent = t("label-choice.taken", { count: state.steps.length });
    part(".outlook").textContent = outlook();
    updateBars();
  }

  const rate = () => state.learningRate ?? usual;

  /** Where the network would run away, there is nothing to compare with. */
  function updateBars() {
    part(".probabilities").hidden = !step?.new_probabilities;
    if (!step?.new_probabilities) return;
    showPairedBars(part(".bars"), step.probabilities, step.new_probabilities, (digit, now, next) =>
      t("label-choice.bar", { digit, now: formatConfidence(now), next: formatConfidence(next) }),
    );
    [...part(".bars").children].forEach((pair, digit) => pair.classList.toggle("meant", digit === step.label));
  }

  /** "The step would take the 3 from 12.0 % to 85.1 %, and the loss from 2.12 to 0.16." */
  function outlook() {
    if (!step) return waitingFor(state);
    const { label, probabilities, new_probabilities: next, history, new_loss } = step;
    const before = { label, share: formatConfidence(probabilities[label]), loss: formatNumber(history.at(-1)) };
    if (!next) return t("label-choice.away", before);
    return t("label-choice.outlook", { ...before, next: formatConfidence(next[label]), nextLoss: formatNumber(new_loss ?? NaN) });
  }
  update();
}
