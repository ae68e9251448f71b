/**
 * A worksheet from the drawing: one unit's sum, to be worked out by hand, and its answers on a page of their own.
 *
 *   mountWorksheet(document.querySelector(".worksheet"));
 *
 * Hears `explanation` (it needs the part "unit"). While it is printed, the document's `data-print` is "worksheet".
 *
 * ARIA: a native button; the pages stand on paper only.
 */

import { bracketed, figure } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { paintPixels } from "../../drawing/pixel-picture.js";
import { listenToPart } from "../explanation-part.js";
import { sourceName } from "../unit-pictures.js";
import { worksheetSum } from "./worksheet-sum.js";

const NAMES = { relu: "ReLU", sigmoid: "sigmoid", tanh: "tanh" };
const [GIVEN, ANSWER] = [2, 4]; // decimals

export function mountWorksheet(element) {
  const button = element.querySelector(".print");
  const root = document.documentElement;

  button.addEventListener("click", () => {
    root.dataset.print = "worksheet";
    print();
  });
  addEventListener("afterprint", () => delete root.dataset.print);

  listenToPart(element, "unit", (unit, state, explanation) => {
    button.disabled = unit === null || explanation === null;
    if (button.disabled) return;
    const { network, picture } = explanation;
    const sum = worksheetSum(unit, network.activation);
    for (const page of element.querySelectorAll(".sheet-of-paper")) {
      const isAnswered = page.classList.contains("answers");
      paintPixels(page.querySelector("canvas"), picture.flat());
      const key = unit.share === null ? "unit-card.one" : "unit-card.output";
      page.querySelector(".which").textContent = `${t(key, unit)} · ${network.sizes.join(" – ")}`;
      page.querySelector("tbody").replaceChildren(...rowsOf(unit, sum, NAMES[network.activation], isAnswered));
      const values = { sum: figure(unit.pre_activation) };
      page.querySelector(".note").textContent = t(isAnswered ? "worksheet.exact" : "worksheet.rule", values);
    }
  });
}

/** One row a term, then what all others add, the bias, their sum, and what the unit says. */
function rowsOf(unit, { terms, others, count, bias, sum, said }, name, isAnswered) {
  const answer = (value) => (isAnswered ? figure(value, ANSWER) : "");
  const rows = terms.map(({ source, input, weight, product }) => [
    sourceName(unit.layer, source),
    `${figure(input, GIVEN)} × ${bracketed(weight, GIVEN)} =`,
    answer(product),
  ]);
  rows.push([t("unit.rest", { count }), "", figure(others, GIVEN)], [t("unit.bias"), "", figure(bias, GIVEN)]);
  const totals = [[t(said === null ? "unit.logit" : "unit.pre_activation"), "", answer(sum)]];
  if (said !== null) totals.push([t("unit.activation", { name }), "", answer(said)]);
  return [...rows.map((row) => rowOf(row, "")), ...totals.map((row) => rowOf(row, "total"))];
}

function rowOf([name, ...cells], className) {
  const row = Object.assign(document.createElement("tr"), { className });
  row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
  for (const text of cells) row.append(Object.assign(document.createElement("td"), { textContent: text }));
  return row;
}
