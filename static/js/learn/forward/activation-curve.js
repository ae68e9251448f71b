/**
 * The network's activation as a curve with all units of a layer on it, and why there must be one.
 *
 *   mountActivationCurve(document.querySelector(".activation-curve"));
 *
 * Hears `state` and `explanation` (it needs the part "activation"); tells `set` (detail: {unit} or {network, unit}).
 *
 * ARIA: native radio buttons choose the network; the chart is a slider over the units in the order in which they stand.
 */

import { drawCurve } from "../../charts/curve-drawing.js";
import { nearestDot, nextOnCurve, curveGeometry } from "../../charts/curve-geometry.js";
import { figure } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { waitingForInk } from "../explanation-part.js";
import { START } from "../state.js";

const HEIGHT = 300;
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };

export function mountActivationCurve(element) {
  const part = (selector) => element.querySelector(selector);
  const [chart, svg] = [part(".chart"), part("svg")];
  let shown = null; // {bend, state, outputs} of the newest explanation with a curve
  let newest = { explanation: null, state: START };
  let geometry = null;
  let width = 0; // of the chart, kept: to ask for it after every change makes the browser lay out the page twice
  let state = null;

  element.addEventListener("state", ({ detail }) => {
    state = detail;
    for (const radio of element.querySelectorAll("input")) radio.checked = radio.value === state.network;
  });
  element.addEventListener("change", ({ target }) => tell({ network: target.value, unit: state.unit }));
  element.addEventListener("explanation", ({ detail }) => {
    newest = detail;
    const { explanation, state } = detail;
    if (explanation === null) shown = null;
    else if (explanation.activation) shown = { bend: explanation.activation, unit: state.unit };
    update();
  });
  chart.addEventListener("click", ({ clientX, clientY }) => {
    const { left, top } = svg.getBoundingClientRect();
    if (shown) open(nearestDot(geometry.dots, clientX - left, clientY - top));
  });
  chart.addEventListener("keydown", (event) => {
    if (!shown || !(event.key in STEPS)) return;
    event.preventDefault();
    open(nextOnCurve(shown.bend.pre_activations, chosen() ?? 0, STEPS[event.key]));
  });
  document.addEventListener("language", update);
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    update();
  }).observe(chart);

  const tell = (detail) => element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  const open = (index) => tell({ unit: { layer: shown.bend.layer, index } });
  const chosen = () => (shown.unit?.layer === shown.bend.layer ? shown.unit.index : null);

  function update() {
    part(".seen").hidden = shown === null;
    part(".waiting").hidden = shown !== null;
    part(".waiting").textContent = waitingForInk(newest.state, newest.explanation);
    if (!shown) return;
    const { bend } = shown;
    if (width === 0) return; // not on show yet: the observer will tell
    const size = { width, height: HEIGHT, named: true };
    geometry = curveGeometry(size, bend, chosen());
    const word = t(bend.name === "relu" ? "activation.silent" : "activation.saturated");
    const names = { xName: t("activation.pre_activation"), yName: t("activation.activation") };
    drawCurve(svg, size, geometry, { chosen: chosen(), word, ...names });
    chart.setAttribute("aria-valuemax", bend.pre_activations.length - 1);
    chart.setAttribute("aria-valuenow", chosen() ?? 0);
    chart.setAttribute("aria-valuetext", describe());
    part(".readout").textContent = describe();
    part(".count").textContent = t(`activation.count.${bend.name}`, {
      flat: bend.states.filter((one) => one !== "active").length,
      units: bend.states.length,
      layer: bend.layer,
    });
    updateTwoLayers(bend.two_layers);
  }

  function describe() {
    const { layer, pre_activations: sums, activations, slopes } = shown.bend;
    const index = chosen();
    if (index === null) return t("activation.none", { layer, units: sums.length });
    const figures = { sum: figure(sums[index]), activation: figure(activations[index]), slope: figure(slopes[index]) };
    return t("activation.unit", { layer, index, ...figures });
  }

  function updateTwoLayers({ inputs, first, second, hidden, outputs, merged, merged_outputs, bent, bent_outputs }) {
    part(".numbers").textContent = `x = ${row(inputs)}   A = ${matrix(first)}   B = ${matrix(second)}`;
    part(".one-by-one").textContent = `${row(inputs)} @ A = ${row(hidden)},  ${row(hidden)} @ B = ${row(outputs)}`;
    part(".merged").textContent = `A @ B = ${matrix(merged)},  ${row(inputs)} @ ${matrix(merged)} = ${row(merged_outputs)}`;
    part(".bent").textContent = `bend(${row(hidden)}) = ${row(bent)},  ${row(bent)} @ B = ${row(bent_outputs)}`;
  }

  update();
}

const short = (value) => String(Number(value.toFixed(3))).replace("-", "−");
const row = (values) => `[${values.map(short).join(", ")}]`;
const matrix = (rows) => `[${rows.map(row).join(", ")}]`;
