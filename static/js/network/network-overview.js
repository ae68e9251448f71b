/**
 * The whole network at work on the drawing: picture, layers, strongest connections. A click on a unit opens it.
 *
 *   mountNetworkOverview(document.querySelector(".network-overview"));
 *
 * Hears `explanation` (it needs the part "layers"); tells `set` (detail: {unit}).
 *
 * ARIA: each layer is a slider over its units: arrow keys go from unit to unit, and its value text tells what the unit
 * says. The figure's caption tells the same of the unit last pointed at.
 */

import { formatLoss } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { color, palette } from "../common/theme-colors.js";
import { paintPixels, SIDE } from "../drawing/pixel-picture.js";
import { BLANK, isBlank } from "../drawing/strokes.js";
import { layoutOf, unitAfterKey, unitAt } from "./network-layout.js";
import { paintNetwork } from "./network-painter.js";

const NO_INK = new Array(SIDE * SIDE).fill(0);

export function mountNetworkOverview(element) {
  const stage = element.querySelector(".stage");
  const canvas = element.querySelector(".connections");
  const picture = element.querySelector(".picture");
  const blueprint = element.querySelector("template");
  let shown = { explanation: null, state: { unit: null } }; // state.drawing: what is on the sheet, where the page tells it
  let layout = null;
  let pointed = null; // the unit under the pointer, or that has the focus
  let size = { width: 0, height: 0 }; // kept, since asking for it makes the browser lay out the page again
  let frame = 0;

  element.addEventListener("explanation", ({ detail }) => {
    shown = detail;
    schedule();
  });
  stage.addEventListener("pointermove", (event) => point(unitUnder(event)));
  stage.addEventListener("pointerleave", () => point(null));
  stage.addEventListener("click", (event) => open(unitUnder(event)));
  stage.addEventListener("keydown", onKey);
  stage.addEventListener("focusin", ({ target }) => point(unitOf(target)));
  stage.addEventListener("focusout", () => point(null));
  document.addEventListener("language", schedule);
  document.addEventListener("theme", schedule);
  new ResizeObserver(([{ contentRect }]) => {
    size = { width: contentRect.width, height: contentRect.height };
    schedule();
  }).observe(stage);

  function schedule() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(update);
  }

  const layers = () => shown.explanation?.layers?.dense ?? [];
  const sliders = () => [...stage.querySelectorAll(".layer")];

  /** The unit that a layer's slider stands on: the open one, or its first. */
  function unitOf(slider) {
    const layer = sliders().indexOf(slider) + 1;
    return layer > 0 ? { layer, index: Number(slider.getAttribute("aria-valuenow")) } : null;
  }

  function unitUnder({ target, clientX, clientY }) {
    const layer = sliders().indexOf(target) + 1;
    if (layer === 0) return null;
    const { left, top } = stage.getBoundingClientRect();
    return { layer, index: unitAt(layout.layers[layer - 1], clientX - left, clientY - top) };
  }

  function onKey(event) {
    const unit = unitOf(event.target);
    const next = unit && unitAfterKey(layout.layers[unit.layer - 1], unit.index, event.key);
    if (next === null) return;
    event.preventDefault();
    open({ layer: unit.layer, index: next });
  }

  function open(unit) {
    if (!unit) return;
    pointed = unit;
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { unit } }));
  }

  function point(unit) {
    if (pointed?.layer === unit?.layer && pointed?.index === unit?.index) return;
    pointed = unit;
    tell();
  }

  function update() {
    const dense = layers();
    layout = dense.length > 0 ? layoutOf(dense.map(({ units }) => units), size.width, size.height) : null;
    element.classList.toggle("empty", layout === null);
    updateSliders(dense);
    paintPixels(picture, shown.explanation?.picture.flat() ?? NO_INK);
    tell();
    paint();
  }

  function updateSliders(dense) {
    if (!shown.settled && dense.length === sliders().length) return; // nobody reads them while the pen is down
    while (sliders().length > dense.length) stage.lastElementChild.remove();
    while (sliders().length < dense.length) stage.append(blueprint.content.cloneNode(true));
    sliders().forEach((slider, place) => {
      const { x, y, width, height, units } = layout.layers[place];
      Object.assign(slider.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      const { unit } = shown.state;
      const index = unit?.layer === place + 1 ? unit.index : Math.min(units - 1, Number(slider.getAttribute("aria-valuenow")));
      slider.setAttribute("aria-valuemax", units - 1);
      slider.setAttribute("aria-valuenow", index);
      slider.setAttribute("aria-label", t("overview.layer", { layer: place + 1, units }));
      slider.setAttribute("aria-valuetext", describe({ layer: place + 1, index }));
    });
    if (!layout) return;
    const { x, y, side } = layout.picture;
    Object.assign(picture.style, { left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` });
  }

  /** "Layer 1, unit 5: pre-activation 2.31, activation 2.31". */
  function describe({ layer, index }) {
    const dense = layers();
    const { pre_activations: sums, activations } = dense[layer - 1];
    const values = { layer, index, sum: formatLoss(sums[index]), activation: formatLoss(activations[index]) };
    if (layer < dense.length) return t("overview.unit", values);
    return t("overview.output", { ...values, share: formatLoss(shown.explanation.probabilities[index]) });
  }

  function tell() {
    const unit = pointed ?? shown.state.unit;
    const known = unit && unit.layer <= layers().length && unit.index < layers()[unit.layer - 1].units;
    const nothing = isBlank(shown.state.drawing ?? BLANK) ? "overview.empty" : "learn.unanswered";
    element.querySelector("figcaption").textContent = known ? describe(unit) : t(layout ? "overview.help" : nothing);
  }

  function paint() {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = size;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!layout) return;
    const { explanation, state } = shown;
    paintNetwork(context, {
      layout,
      layers: explanation.layers.dense,
      probabilities: explanation.probabilities,
      activation: explanation.network.activation,
      palette: palette(),
      line: color("--line-strong"),
      mark: color("--seal"),
      unit: state.unit,
      silenced: state.silenced,
    });
  }
  schedule();
}
