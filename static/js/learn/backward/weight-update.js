/**
 * The update of one unit's weights, one of them worked through with its numbers, and the steps taken so far.
 *
 *   mountWeightUpdate(document.querySelector(".weight-update"));
 *
 * Hears `explanation` (it needs the part "step").
 *
 * ARIA: the formulas are text; each picture is named. The steps are an ordered list.
 */

import { largest, paintSigned } from "../../charts/signed-picture.js";
import { formatNumber } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { listenToPart, waitingFor } from "../explanation-part.js";
import { columnsOf } from "../unit-choice.js";
import { sourceName } from "../unit-pictures.js";

export function mountWeightUpdate(element) {
  const part = (selector) => element.querySelector(selector);

  listenToPart(element, "step", (step, state) => {
    part(".worked").hidden = step === null;
    part(".waiting").textContent = step ? "" : waitingFor(state);
    if (!step) return;
    const { unit, learning_rate: rate } = step;
    const at = unit.steepest;
    part(".of").textContent = t(unit.delta === 0 ? "weight-update.still" : "weight-update.of", { ...unit, source: sourceName(unit.layer, at) });
    part(".weight").textContent = worked(unit.weights[at], rate, unit.gradient[at], unit.new_weights[at]);
    part(".bias").textContent = `bias: ${worked(unit.bias, rate, unit.delta, unit.new_bias)}`;
    const wide = unit.layer === 1 ? 28 : columnsOf(unit.weights.length);
    const most = Math.max(largest(unit.weights), largest(unit.new_weights));
    const change = unit.new_weights.map((weight, place) => weight - unit.weights[place]);
    paintSigned(part(".old canvas"), unit.weights, wide, most);
    paintSigned(part(".change canvas"), change, wide);
    paintSigned(part(".new canvas"), unit.new_weights, wide, most);
    part(".pictures").classList.toggle("strips", unit.layer > 1 && wide === unit.weights.length);
    part(".steps").replaceChildren(...step.taken.map(stepItem));
  });

  function stepItem({ label, loss, learning_rate: rate, loss_before, loss_after }) {
    const values = { label, loss: t(`choice.${loss}`), rate: formatNumber(rate) };
    const change = { before: formatNumber(loss_before), after: formatNumber(loss_after) };
    return Object.assign(document.createElement("li"), { textContent: t("weight-update.step", { ...values, ...change }) });
  }
}

const DIGITS = 6; // so that even a small change can be seen

const exact = (value) => String(Number(value.toPrecision(DIGITS))).replaceAll("-", "−");
const bracketed = (value) => (value < 0 ? `(${exact(value)})` : exact(value));
const worked = (old, rate, gradient, next) => `${exact(next)} = ${exact(old)} − ${exact(rate)} × ${bracketed(gradient)}`;
