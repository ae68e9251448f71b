/**
 * The answer with and without any bias, and all biases as strips of colour.
 *
 *   mountBiasSwitch(document.querySelector(".bias-switch"));
 *
 * Hears `state` and `explanation` (it needs the part "bias"); tells `set` (detail: {withoutBias}).
 *
 * ARIA: a native checkbox; a list of bars, each with both probabilities; each strip is a slider over its units.
 */

import { mountGridCursor } from "../../charts/grid-cursor.js";
import { showPairedBars } from "../../charts/paired-bars.js";
import { largest, paintSigned } from "../../charts/signed-picture.js";
import { figure, formatConfidence } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { waitingForInk } from "../explanation-part.js";
import { START } from "../state.js";

const MOST_COLUMNS = 100;

export function mountBiasSwitch(element) {
  const part = (selector) => element.querySelector(selector);
  const checkbox = part("input");
  const strips = part(".strips");
  let shown = null; // the newest explanation with biases
  let newest = { explanation: null, state: START };
  let sliders = [];
  let pointed = []; // the unit pointed at, layer by layer

  checkbox.addEventListener("change", () => {
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { withoutBias: checkbox.checked } }));
  });
  element.addEventListener("state", ({ detail }) => {
    checkbox.checked = detail.withoutBias;
  });
  element.addEventListener("explanation", ({ detail }) => {
    newest = detail;
    const { explanation } = detail;
    if (explanation === null || explanation.bias) shown = explanation;
    update();
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    part(".compared").hidden = shown === null;
    part(".waiting").hidden = shown !== null;
    part(".waiting").textContent = waitingForInk(newest.state, newest.explanation);
    if (!shown) return;
    const { with_bias: before, without_bias: after, biases } = shown.bias;
    updateAnswer(part(".with"), before, !checkbox.checked);
    updateAnswer(part(".without"), after, checkbox.checked);
    showPairedBars(part(".bars"), before.probabilities, after.probabilities, (digit, kept, bare) =>
      t("bias.bar", { digit, with: formatConfidence(kept), without: formatConfidence(bare) }),
    );
    part(".effect").textContent = effectOf(before, after);
    updateStrips(biases);
  }

  function updateAnswer(answer, { label, probabilities }, present) {
    answer.classList.toggle("present", present);
    answer.querySelector(".digit").textContent = label;
    answer.querySelector(".sure").textContent = formatConfidence(probabilities[label]);
  }

  function effectOf({ label, probabilities: before }, { label: other, probabilities: after }) {
    if (label === other) {
      return t("bias.same", { label, before: formatConfidence(before[label]), after: formatConfidence(after[label]) });
    }
    return t("bias.other", { label, other, before: formatConfidence(before[label]), after: formatConfidence(after[other]) });
  }

  function updateStrips(biases) {
    while (strips.children.length > biases.length) strips.lastElementChild.remove();
    while (strips.children.length < biases.length) strips.append(newStrip(strips.children.length));
    sliders.length = pointed.length = biases.length;
    const most = Math.max(...biases.map(largest));
    biases.forEach((values, place) => {
      const strip = strips.children[place];
      paintSigned(strip.querySelector("canvas"), values, columns(values), most);
      const name = t(place === biases.length - 1 ? "bias.output" : "bias.layer", { layer: place + 1, units: values.length });
      strip.querySelector(".name").textContent = name;
      strip.querySelector(".unit-strip").setAttribute("aria-label", name);
      point(place, Math.min(pointed[place] ?? strongest(values), values.length - 1));
    });
  }

  function newStrip(place) {
    const strip = part("template").content.cloneNode(true);
    sliders[place] = mountGridCursor(strip.querySelector(".unit-strip"), {
      onPoint: (index) => point(place, index),
      describe: (index) => describe(place, index),
    });
    return strip;
  }

  function point(place, index) {
    const values = shown.bias.biases[place];
    pointed[place] = index;
    sliders[place].show({ count: values.length, columns: columns(values), index });
    strips.children[place].querySelector(".readout").textContent = describe(place, index);
  }

  const describe = (place, index) => t("bias.one", { index, bias: figure(shown.bias.biases[place][index]) });
  const columns = (values) => Math.min(MOST_COLUMNS, values.length);
  const strongest = (values) => values.findIndex((value) => Math.abs(value) === largest(values));
  update();
}
