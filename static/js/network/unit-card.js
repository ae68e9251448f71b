/**
 * A card beside a unit of the overview: its sum in one line, a way to all of it, and the switch that silences it.
 *
 *   const card = mountUnitCard(element, { onOpen, onSilence, onClose });
 *   card.show({ x, y, width, height }, { explanation, unit, isSilenced, canSilence });   // beside a place on a stage of this size
 *   card.hide();
 *
 * Without `onOpen` it has no such button.
 *
 * ARIA: a group named after its unit, with native buttons; Escape closes it.
 */

import { figure, formatConfidence } from "../common/formatting.js";
import { t } from "../common/messages.js";

const GAP = 16; // pixels between a unit's middle and the card
const PLACES = 2; // decimals; the inputs' part takes up what rounding leaves, so that what is shown adds up
const NAMES = { relu: "ReLU", sigmoid: "sigmoid", tanh: "tanh" };

export function mountUnitCard(element, { onOpen, onSilence, onClose }) {
  const part = (selector) => element.querySelector(selector);
  const [open, silence] = [part(".open"), part(".silence")];

  open.hidden = !onOpen;
  open.addEventListener("click", () => onOpen());
  silence.addEventListener("click", () => onSilence());
  part(".close").addEventListener("click", onClose);

  function show(place, { explanation, unit, isSilenced, canSilence }) {
    const { layer, index } = unit;
    const { layers, network, probabilities } = explanation;
    const { pre_activations: sums, activations, bias } = layers.dense[layer - 1];
    const isOutput = layer === layers.dense.length;
    const [name, said] = isOutput
      ? ["softmax", formatConfidence(probabilities[index])]
      : [NAMES[network.activation], figure(activations[index], PLACES)];
    const [sum, own] = [rounded(sums[index]), rounded(bias[index])];
    const values = { added: figure(sum - own, PLACES), sign: own < 0 ? "−" : "+", bias: figure(Math.abs(own), PLACES), sum: figure(sum, PLACES), name, said };
    part(".name").textContent = t(isOutput ? "unit-card.output" : "unit-card.one", { layer, index });
    element.setAttribute("aria-label", part(".name").textContent);
    part(".sum").textContent = t(isSilenced ? "unit-card.silenced" : "unit-card.sum", values);
    silence.hidden = !canSilence || isOutput;
    silence.textContent = t(isSilenced ? "unit-card.wake" : "unit-card.silence");
    element.hidden = false;
    put(place);
  }

  /** On the side with more room, and wholly on the stage. */
  function put({ x, y, width, height }) {
    const isLeft = x > width / 2;
    const room = (isLeft ? x : width - x) - GAP;
    element.style.maxWidth = `${room}px`;
    element.style.left = isLeft ? "auto" : `${x + GAP}px`;
    element.style.right = isLeft ? `${width - x + GAP}px` : "auto";
    const tall = element.offsetHeight;
    element.style.top = `${Math.max(0, Math.min(height - tall, y - tall / 2))}px`;
  }

  return {
    show,
    hide() {
      element.hidden = true;
    },
    hasFocus: () => element.contains(document.activeElement),
  };
}

const rounded = (value) => Number(value.toFixed(PLACES));
