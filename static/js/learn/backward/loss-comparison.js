/**
 * How far each of the ten probabilities is from its target, and what three losses make of it.
 *
 *   mountLossComparison(document.querySelector(".loss-comparison"));
 *
 * Hears `explanation` (it needs the part "step").
 *
 * ARIA: a table; the bars repeat its last column.
 */

import { figure, formatNumber } from "../../common/formatting.js";
import { listenToPart, waitingFor } from "../explanation-part.js";

const CLASSES = 10;

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

export function mountLossComparison(element) {
  const rows = [...element.querySelectorAll("tbody tr")];

  listenToPart(element, "step", (step, state) => {
    element.querySelector(".compared").hidden = step === null;
    element.querySelector(".waiting").textContent = step ? "" : waitingFor(state);
    if (!step) return;
    const { targets, probabilities, losses } = step;
    rows.forEach((row, digit) => {
      const miss = targets[digit] - probabilities[digit];
      row.classList.toggle("label", digit === step.label);
      row.querySelector(".target").textContent = targets[digit];
      row.querySelector(".probability").textContent = figure(probabilities[digit]);
      row.querySelector(".miss").textContent = figure(miss);
      row.querySelector(".bar").style.transform = `scaleX(${miss})`;
      row.querySelector(".bar").classList.toggle("over", miss < 0);
    });
    const total = sum(probabilities);
    const sums = { target: sum(targets), probability: figure(total), miss: figure(sum(targets) - total) };
    for (const [name, text] of Object.entries(sums)) element.querySelector(`.sum .${name}`).textContent = text;
    const mean = (loss) => `${formatNumber(losses[loss] * CLASSES)} / ${CLASSES} = ${formatNumber(losses[loss])}`;
    const share = formatNumber(probabilities[step.label]);
    const formulas = {
      absolute_error: `1/N Σ |y − y_predict| = ${mean("absolute_error")}`,
      mean_squared_error: `1/N Σ (y − y_predict)² = ${mean("mean_squared_error")}`,
      cross_entropy: `−log(y_predict[${step.label}]) = −log(${share}) = ${formatNumber(losses.cross_entropy)}`,
    };
    for (const loss of element.querySelectorAll(".loss")) {
      loss.classList.toggle("chosen", loss.dataset.loss === step.loss);
      loss.querySelector(".formula").textContent = formulas[loss.dataset.loss];
    }
  });
}
