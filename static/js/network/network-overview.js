/**
 * The whole network at work on the drawing: picture, layers, strongest connections. A click on a unit chooses it, and
 * shows a card beside it.
 *
 *   mountNetworkOverview(document.querySelector(".network-overview"), { canOpen: true, canSilence: (state) => true });
 *
 * Hears `explanation` (it needs the part "layers"); tells `set` (detail: {unit}) and, where the page can do it, `openUnit`
 * and `silence` (detail: the unit).
 *
 * ARIA: each layer is a slider over its units: arrow keys go from unit to unit, and its value text tells what the unit
 * says; Enter shows the card, Escape closes it. The figure's caption tells the same of the unit last pointed at.
 */

import { formatNumber } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { color, palette } from "../common/theme-colors.js";
import { paintPixels, SIDE } from "../drawing/pixel-picture.js";
import { BLANK, isBlank } from "../drawing/strokes.js";
import { centreOf, layoutOf, unitAfterKey, unitAt } from "./network-layout.js";
import { paintNetwork } from "./network-painter.js";
import { mountUnitCard } from "./unit-card.js";

const NO_INK = new Array(SIDE * SIDE).fill(0);

export function mountNetworkOverview(element, { canOpen = false, canSilence = () => false } = {}) {
  const stage = element.querySelector(".stage");
  const canvas = element.querySelector(".connections");
  const picture = element.querySelector(".picture");
  const blueprint = element.querySelector("template");
  let shown = { explanation: null, state: { unit: null } }; // state.drawing: what is on the sheet, where the page tells it
  let layout = null;
  let hasCard = false; // since the unit was chosen here
  let pointed = null; // the unit under the pointer, or that has the focus
  let size = { width: 0, height: 0 }; // kept, since asking for it makes the browser lay out the page again
  let frame = 0;

  const tellPage = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  const card = mountUnitCard(element.querySelector(".unit-card"), {
    onOpen: canOpen && (() => tellPage("openUnit", shown.state.unit)),
    onSilence: () => tellPage("silence", shown.state.unit),
    onClose: () => leaveCard(),
  });

  element.addEventListener("explanation", ({ detail }) => {
    if (detail.state.chapter !== shown.state.chapter) hasCard = false;
    shown = detail;
    schedule();
  });
  stage.addEventListener("pointermove", (event) => point(unitUnder(event)));
  stage.addEventListener("pointerleave", () => point(null));
  stage.addEventListener("click", (event) => choose(unitUnder(event)));
  stage.addEventListener("keydown", onKey);
  stage.addEventListener("focusin", ({ target }) => point(unitOf(target)));
  stage.addEventListener("focusout", () => point(null));
  document.addEventListener("language", schedule);
  document.addEventListener("theme", update); // at once, as paper waits for no frame
  new ResizeObserver(([{ contentRect }]) => {
    size = { width: contentRect.width, height: contentRect.height };
    if (!matchMedia("print").matches) stage.style.setProperty("--stage-width", `${size.width}px`);
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
    if (event.key === "Escape" && hasCard) {
      event.preventDefault(); // it would clear the sheet
      return leaveCard();
    }
    const unit = unitOf(event.target);
    const next = unit && (event.key === "Enter" ? unit.index : unitAfterKey(layout.layers[unit.layer - 1], unit.index, event.key));
    if (next === null) return;
    event.preventDefault();
    choose({ layer: unit.layer, index: next });
  }

  function choose(unit) {
    if (!unit) return;
    pointed = unit;
    hasCard = true;
    tellPage("set", { unit });
    schedule();
  }

  function leaveCard() {
    hasCard = false;
    if (card.hasFocus()) sliders()[shown.state.unit.layer - 1].focus();
    showCard();
  }

  function showCard() {
    const { explanation, state } = shown;
    const { unit, silenced } = state;
    if (!hasCard || !isKnown(unit)) return card.hide();
    const [x, y] = centreOf(layout.layers[unit.layer - 1], unit.index);
    const isSilenced = silenced.some(({ layer, index }) => layer === unit.layer && index === unit.index);
    card.show({ x, y, ...size }, { explanation, unit, isSilenced, canSilence: canSilence(state) });
  }

  const isKnown = (unit) => unit && unit.layer <= layers().length && unit.index < layers()[unit.layer - 1].units;

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
    showCard();
  }

  function updateSliders(dense) {
    if (!shown.settled && dense.length === sliders().length) return; // nobody reads them while the pen is down
    while (sliders().length > dense.length) sliders().at(-1).remove();
    while (sliders().length < dense.length) stage.lastElementChild.before(blueprint.content.cloneNode(true));
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
    const values = { layer, index, sum: formatNumber(sums[index]), activation: formatNumber(activations[index]) };
    if (layer < dense.length) return t("overview.unit", values);
    return t("overview.output", { ...values, share: formatNumber(shown.explanation.probabilities[index]) });
  }

  function tell() {
    const unit = pointed ?? shown.state.unit;
    const nothing = isBlank(shown.state.drawing ?? BLANK) ? "overview.empty" : "learn.unanswered";
    element.querySelector("figcaption").textContent = isKnown(unit) ? describe(unit) : t(layout ? "overview.help" : nothing);
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
