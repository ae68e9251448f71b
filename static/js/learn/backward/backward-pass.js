/**
 * The blame on its way back: the deltas of each layer, last first, and what they make of one unit's weights.
 *
 *   mountBackwardPass(document.querySelector(".backward-pass"));
 *
 * Hears `explanation` (it needs the part "step"); tells `set` (detail: {unit}).
 *
 * ARIA: each layer is a slider over its units; its value text tells a unit's delta. Enter opens the unit, as a click does.
 */

import { mountGridCursor } from "../../charts/grid-cursor.js";
import { largest, paintCells, paintSigned } from "../../charts/signed-picture.js";
import { sequentialColor } from "../../common/color-scales.js";
import { formatNumber, formatPercent } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { palette } from "../../common/theme-colors.js";
import { listenToPart, waitingFor } from "../explanation-part.js";
import { columnsOf } from "../unit-choice.js";

const MOST_COLUMNS = 100;
const FADED = 100; // times smaller in the first layer than in the last: worth a word

export function mountBackwardPass(element) {
  const part = (selector) => element.querySelector(selector);
  const list = part(".layers");
  let step = null;
  let activation = null;
  let sliders = []; // first layer first
  let pointed = [];

  listenToPart(element, "step", (newest, state, explanation) => {
    step = newest;
    activation = explanation?.network.activation ?? null;
    part(".walked").hidden = step === null;
    part(".waiting").textContent = step ? "" : waitingFor(state);
    if (!step) return;
    updateLayers(step.layers);
    part(".fading").textContent = fading(step.layers);
    part(".fading").hidden = part(".fading").textContent === "";
    part(".readout").textContent = describe(step.unit.layer - 1, step.unit.index);
    updateGradient(step.unit);
  });

  /** The last layer stands on top: that is where the way back begins. */
  function updateLayers(layers) {
    if (list.children.length !== layers.length) {
      [sliders, pointed] = [[], []];
      list.replaceChildren(...layers.map((_, place) => newLayer(place)).reverse());
    }
    const longest = Math.max(...layers.map((layer) => layer.gradient_size), 1e-30);
    layers.forEach((layer, place) => {
      const item = list.children[layers.length - 1 - place];
      const isOutput = place === layers.length - 1;
      const name = t(isOutput ? "backward-pass.output" : "overview.layer", { layer: place + 1, units: layer.deltas.length });
      item.querySelector(".name").textContent = name;
      item.querySelector(".unit-strip").setAttribute("aria-label", name);
      item.querySelector(".state").textContent = stateOf(layer, isOutput);
      item.querySelector(".bar").style.transform = `scaleX(${layer.gradient_size / longest})`;
      item.querySelector(".length").textContent = t("backward-pass.size", { size: formatNumber(layer.gradient_size) });
      paintSigned(item.querySelector("canvas"), layer.deltas, columns(layer));
      const open = step.unit.layer === place + 1 ? step.unit.index : (pointed[place] ?? mostBlamed(layer));
      show(place, Math.min(open, layer.deltas.length - 1));
    });
  }

  function newLayer(place) {
    const item = part("template").content.firstElementChild.cloneNode(true);
    const strip = item.querySelector(".unit-strip");
    const open = () => {
      const detail = { unit: { layer: place + 1, index: pointed[place] } };
      element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
    };
    sliders[place] = mountGridCursor(strip, { onPoint: (index) => point(place, index), describe: (index) => describe(place, index) });
    strip.addEventListener("click", open);
    strip.addEventListener("keydown", ({ key }) => key === "Enter" && open());
    return item;
  }

  function show(place, index) {
    pointed[place] = index;
    const { deltas } = step.layers[place];
    sliders[place].show({ count: deltas.length, columns: columns(step.layers[place]), index });
  }

  function point(place, index) {
    show(place, index);
    part(".readout").textContent = describe(place, index);
  }

  function describe(place, index) {
    const { deltas, states } = step.layers[place];
    const values = { layer: place + 1, index, delta: formatNumber(deltas[index]) };
    return t(`backward-pass.unit.${states[index]}`, values);
  }

  function stateOf({ states, let_through: share }, isOutput) {
    if (isOutput) return t("backward-pass.misses");
    return t("backward-pass.state", { state: standing(states), share: formatPercent(share, 0) });
  }

  function standing(states) {
    const [silent, saturated] = ["silent", "saturated"].map((word) => states.filter((one) => one === word).length);
    if (silent > 0) return t("backward-pass.silent", { count: silent });
    return saturated > 0 ? t("backward-pass.saturated", { count: saturated }) : t("backward-pass.active");
  }

  function fading(layers) {
    const [first, last] = [layers[0].gradient_size, layers.at(-1).gradient_size];
    if (last === 0) return t("backward-pass.nothing");
    if (first * FADED < last) return t("backward-pass.faded", { times: formatNumber(last / Math.max(first, 1e-30)) });
    return activation === "sigmoid" ? t("backward-pass.quarter") : "";
  }

  function updateGradient({ layer, index, inputs, delta, gradient }) {
    const colors = palette();
    const [wide, most] = [layer === 1 ? 28 : columnsOf(inputs.length), Math.max(largest(inputs), 1e-9)];
    part(".of").textContent = t("backward-pass.of", { layer, index });
    if (inputs.some((value) => value < 0)) paintSigned(part(".inputs"), inputs, wide);
    else paintCells(part(".inputs"), inputs, wide, (value) => sequentialColor(colors, value / most));
    paintSigned(part(".product"), gradient, wide);
    part(".pictures").classList.toggle("strips", layer > 1 && wide === inputs.length);
    part(".times").textContent = `× ${formatNumber(delta)} =`;
    part(".inputs").setAttribute("aria-label", t("backward-pass.inputs"));
    part(".product").setAttribute("aria-label", t("backward-pass.gradient.alt", { most: formatNumber(largest(gradient)) }));
    const key = delta === 0 ? "none" : layer === 1 ? "drawing" : "layer";
    part(".explained").textContent = t(`backward-pass.explained.${key}`, { delta: formatNumber(delta) });
  }
}

const mostBlamed = ({ deltas }) => deltas.findIndex((delta) => Math.abs(delta) === largest(deltas));
const columns = ({ deltas }) => Math.min(MOST_COLUMNS, deltas.length);
