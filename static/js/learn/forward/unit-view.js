/**
 * One unit, opened: what it hears, its weights, its sum term by term, and what it makes of it.
 *
 *   mountUnitView(document.querySelector(".unit-view"));
 *
 * Hears `explanation` (it needs the parts "layers", "unit" and "activation"); tells `set` (detail: {unit}). Where no unit
 * is chosen it tells `suggest` (the same detail) for the one that says most.
 *
 * ARIA: native fields and buttons choose the unit; the sum is a table; the pictures are a slider over their cells.
 */

import { drawCurve } from "../../charts/curve-drawing.js";
import { curveGeometry } from "../../charts/curve-geometry.js";
import { figure, formatConfidence } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { waitingForInk } from "../explanation-part.js";
import { START } from "../state.js";
import { mostActive, neighbour, typedIndex } from "../unit-choice.js";
import { mountUnitPictures, sourceName } from "../unit-pictures.js";
import { barOf, formulasOf, rangeOf, runningSum } from "../unit-terms.js";

const SMALL_CURVE = { width: 300, height: 150 };
const NAMES = { relu: "ReLU", sigmoid: "sigmoid", tanh: "tanh" };
const CHAPTER_OF_CURVES = 5; // which has a large one

export function mountUnitView(element) {
  const part = (selector) => element.querySelector(selector);
  const [layers, index] = [part(".which-layer"), part(".which-index")];
  const terms = [...element.querySelectorAll("tr.term")];
  let shown = null; // the newest explanation with a unit in it, and its state
  let newest = { explanation: null, state: START };
  let pointed = null; // {unit, source}: the input that was pointed at by hand, of that unit

  const pictures = mountUnitPictures(part(".sight"), { onPoint: point, onOpen: choose });

  element.addEventListener("explanation", ({ detail }) => {
    newest = detail;
    const { explanation, state, settled } = detail;
    if (explanation === null) shown = null;
    else if (explanation.unit) shown = detail;
    else if (settled && state.unit === null && !element.hidden) queueMicrotask(() => choose(mostActive(explanation.layers), "suggest"));
    update();
  });
  layers.addEventListener("change", () => choose({ layer: Number(layers.value), index: 0 }));
  index.addEventListener("change", () => {
    const { layer, index: before } = shown.explanation.unit;
    choose({ layer, index: typedIndex(index.value, unitsOf(layer)) ?? before });
  });
  part(".previous").addEventListener("click", () => choose(neighbour(shown.explanation.unit, -1, unitsOf(shown.explanation.unit.layer))));
  part(".next").addEventListener("click", () => choose(neighbour(shown.explanation.unit, 1, unitsOf(shown.explanation.unit.layer))));
  terms.forEach((row, place) => {
    row.addEventListener("pointerenter", () => shown && point(shown.explanation.unit.terms[place].source));
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  const unitsOf = (layer) => shown.explanation.network.sizes[layer];

  function choose({ layer, index }, how = "set") {
    element.dispatchEvent(new CustomEvent(how, { bubbles: true, detail: { unit: { layer, index } } }));
    if (shown) update(); // a number that was out of range is put right
  }

  function point(source) {
    pointed = { unit: unitKey(), source };
    updatePointed();
  }

  const unitKey = () => [shown.explanation.network.name, shown.explanation.unit.layer, shown.explanation.unit.index].join(".");

  function update() {
    part(".opened").hidden = shown === null;
    part(".waiting").hidden = shown !== null;
    part(".waiting").textContent = waitingForInk(newest.state, newest.explanation);
    for (const control of element.querySelectorAll(".choice :is(select, input, button)")) control.disabled = shown === null;
    if (!shown) return;
    const { unit, network } = shown.explanation;
    updateChoice(unit, network.sizes);
    updateTerms(unit, network.activation);
    pictures.show(unit);
    updatePointed();
    part(".formulas").replaceChildren(...formulasOf(unit, network.activation).map(line));
    updateCurve(unit);
    updateVerdict(unit);
  }

  function updateChoice(unit, sizes) {
    const names = sizes.slice(1).map((units, place) => t(place === sizes.length - 2 ? "unit.output" : "unit.hidden", { layer: place + 1, units }));
    const known = [...layers.options].map(({ text }) => text);
    if (names.join() !== known.join()) layers.replaceChildren(...names.map((name, place) => new Option(name, place + 1)));
    layers.value = unit.layer;
    index.value = unit.index;
  }

  function updateTerms(unit, activation) {
    const sum = runningSum(unit);
    const range = rangeOf(sum);
    const zero = barOf({ start: 0, end: 0 }, range).left;
    part(".terms").style.setProperty("--zero", zero);
    terms.forEach((row, place) => {
      const term = sum.terms[place];
      row.hidden = !term;
      if (term) fill(row, range, term, sourceName(unit.layer, term.source), `${figure(term.input)} × ${figure(term.weight)}`);
    });
    const { rest, bias, total } = sum;
    fill(part("tr.rest"), range, rest, t("unit.rest", unit.rest), unit.rest.zeros > 0 ? t("unit.zeros", unit.rest) : "");
    part("tr.rest").hidden = unit.rest.count === 0;
    fill(part("tr.bias"), range, bias, t("unit.bias"));
    fill(part("tr.total"), range, total, t(unit.share === null ? "unit.pre_activation" : "unit.logit"));
    const [name, said] = unit.share === null ? [t("unit.activation", { name: NAMES[activation] }), figure(unit.activation)] : [t("unit.share"), formatConfidence(unit.share)];
    part("tr.said th").textContent = name;
    part("tr.said .value").textContent = said;
  }

  function fill(row, range, entry, name, sum = null) {
    const { left, width } = barOf(entry, range);
    const bar = row.querySelector(".bar");
    bar.className = entry.value < 0 ? "bar minus" : "bar";
    bar.style.left = `${left * 100}%`;
    bar.style.width = `${width * 100}%`;
    row.querySelector("th").textContent = name;
    if (sum !== null) row.querySelector(".sum").textContent = sum;
    row.querySelector(".value").textContent = figure(entry.value);
  }

  function updatePointed() {
    const { terms: told } = shown.explanation.unit;
    const source = pointed?.unit === unitKey() ? pointed.source : (told[0]?.source ?? 0); // else the largest term
    terms.forEach((row, place) => row.classList.toggle("pointed", told[place]?.source === source));
    pictures.point(source);
  }

  function updateCurve(unit) {
    const { activation } = shown.explanation;
    const svg = part(".small-curve");
    const hidden = unit.share !== null || !activation || shown.state.chapter === CHAPTER_OF_CURVES;
    svg.classList.toggle("away", hidden);
    if (hidden) return;
    const { index } = unit;
    drawCurve(svg, SMALL_CURVE, curveGeometry(SMALL_CURVE, activation, index), { chosen: index });
    svg.setAttribute("aria-label", t("unit.curve", { name: NAMES[activation.name], sum: figure(unit.pre_activation), activation: figure(unit.activation) }));
  }

  function updateVerdict(unit) {
    const values = { bare: figure(unit.without_bias.activation), slope: figure(unit.slope), bias: figure(unit.bias) };
    part(".verdict").textContent = unit.share === null ? t(`unit.state.${unit.state}`, values) : t("unit.state.output");
    part(".bare").textContent = unit.bias === 0 ? "" : t("unit.without_bias", values);
  }

  function line(text) {
    const row = document.createElement("p");
    row.textContent = text;
    return row;
  }
  update();
}
