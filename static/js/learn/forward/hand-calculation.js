/**
 * The course's calculation, with numbers to change.
 *
 *   mountHandCalculation(document.querySelector(".hand-calculation"));
 *
 * ARIA: native fields; the outcome is a live region.
 */

import { t } from "../../common/messages.js";
import { COURSE, shown, tidy, typedNumber, weightedSum, writtenOut } from "./weighted-sum.js";

export function mountHandCalculation(element) {
  const part = (selector) => element.querySelector(selector);
  const [inputs, weights] = [".input", ".weight"].map((name) => [...element.querySelectorAll(name)]);
  const [bias, products] = [part(".bias"), [...element.querySelectorAll(".product")]];

  element.addEventListener("input", update);
  part(".reset").addEventListener("click", reset);
  document.addEventListener("language", update);

  function reset() {
    inputs.forEach((field, place) => (field.value = COURSE.inputs[place]));
    weights.forEach((field, place) => (field.value = COURSE.weights[place]));
    bias.value = COURSE.bias;
    update();
  }

  function update() {
    const read = (field) => typedNumber(field.value);
    const sum = { inputs: inputs.map(read), weights: weights.map(read), bias: read(bias) };
    const found = weightedSum(sum);
    for (const field of [...inputs, ...weights, bias]) field.setAttribute("aria-invalid", String(!Number.isFinite(read(field))));
    products.forEach((product, place) => (product.textContent = shown(found.products[place])));
    part(".prediction").textContent = shown(found.prediction);
    part(".written").textContent = `y_predict = ${writtenOut(sum)}`;
    part(".gap").textContent = gapText(found.prediction);
  }

  function gapText(prediction) {
    if (!Number.isFinite(prediction)) return t("hand.unreadable");
    const gap = tidy(COURSE.y - prediction);
    const values = { y: COURSE.y, gap: shown(Math.abs(gap)) };
    return gap > 0 ? t("hand.below", values) : gap < 0 ? t("hand.above", values) : t("hand.right", values);
  }
  reset();
}
