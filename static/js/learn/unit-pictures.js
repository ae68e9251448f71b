/**
 * Inputs, weights and their products as three pictures that share one chosen cell, which is told in a line below.
 *
 *   const pictures = mountUnitPictures(element, {onPoint: (source) => ..., onOpen: (unit) => ...});
 *   pictures.show(unit); pictures.point(source);
 *
 * `unit` is the part "unit" of an explanation. In deeper layers the chosen input is a unit, which `onOpen` opens.
 */

import { mountGridCursor } from "../charts/grid-cursor.js";
import { largest, paintCells, paintSigned } from "../charts/signed-picture.js";
import { sequentialColor } from "../common/color-scales.js";
import { bracketed, figure } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { palette } from "../common/theme-colors.js";
import { paintInk } from "../drawing/pixel-picture.js";
import { columnsOf, isSquare } from "./unit-choice.js";

const SIDE = 28;

const pixelName = (source) => t("unit.pixel", { row: Math.floor(source / SIDE) + 1, column: (source % SIDE) + 1 });

/** What an input is called among its like: a pixel of the drawing, or a unit of the layer before. */
export const sourceName = (layer, source) => (layer === 1 ? pixelName(source) : t("unit.short_source", { index: source }));

export function mountUnitPictures(element, { onPoint, onOpen }) {
  const part = (selector) => element.querySelector(selector);
  const cells = mountGridCursor(part(".pictures"), { onPoint, describe });
  let unit = null;
  let numbers = null; // {inputs, weights, products}, each a flat list

  part(".open").addEventListener("click", () => {
    onOpen({ layer: unit.layer - 1, index: Number(part(".open").value) });
  });

  function show(next) {
    unit = next;
    numbers = { inputs: unit.inputs.flat(), weights: unit.weights.flat(), products: unit.products.flat() };
    const columns = columnsOf(numbers.inputs.length);
    part(".pictures").classList.toggle("rows", !isSquare(numbers.inputs.length));
    paintInputs(part(".inputs canvas"), numbers.inputs, columns);
    paintSigned(part(".weights canvas"), numbers.weights, columns);
    paintSigned(part(".products canvas"), numbers.products, columns);
    const ink = part(".weights .ink");
    ink.hidden = unit.layer > 1;
    if (unit.layer === 1) paintInk(ink, numbers.inputs, sequentialColor(palette(), 1));
  }

  /** Ink and what a ReLU or sigmoid says are magnitudes; a tanh's activation has a sign. */
  function paintInputs(canvas, inputs, columns) {
    if (inputs.some((value) => value < 0)) return paintSigned(canvas, inputs, columns, 1);
    const most = Math.max(1, largest(inputs));
    const colors = palette();
    paintCells(canvas, inputs, columns, (value) => sequentialColor(colors, value / most));
  }

  function point(source) {
    cells.show({ count: numbers.inputs.length, columns: columnsOf(numbers.inputs.length), index: source });
    part(".readout").textContent = describe(source);
    part(".open").hidden = unit.layer === 1;
    part(".open").value = source;
    part(".open").textContent = t("unit.open", { layer: unit.layer - 1, index: source });
  }

  function describe(source) {
    const { inputs, weights, products } = numbers;
    const values = { input: figure(inputs[source]), weight: bracketed(weights[source]), product: figure(products[source]) };
    const name = unit.layer === 1 ? pixelName(source) : t("unit.source", { layer: unit.layer - 1, index: source });
    return t("unit.readout", { name, ...values });
  }

  return { show, point };
}
