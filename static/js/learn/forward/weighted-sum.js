/**
 * The course's calculation by hand: y_predict = x1 * w1 + x2 * w2 + x3 * w3 + bias; no DOM.
 *
 * @typedef {{inputs: number[], weights: number[], bias: number}} Sum
 */

/** The course's numbers, which make 0.7 where 1 is right. @type {Sum & {y: number}} */
export const COURSE = { inputs: [0.1, 0.2, 0.4], weights: [1, 1, 1], bias: 0, y: 1 };

/** @param {Sum} sum NaN stands for what can't be read @returns {{products: number[], prediction: number}} */
export function weightedSum({ inputs, weights, bias }) {
  const products = inputs.map((input, place) => tidy(input * weights[place]));
  return { products, prediction: tidy(products.reduce((sum, product) => sum + product, 0) + bias) };
}

/** "0.1 × 1 + 0.2 × (−1) + 0.4 × 1 + 0 = 0.3". @param {Sum} sum */
export function writtenOut(sum) {
  const terms = sum.inputs.map((input, place) => `${shown(input, true)} × ${shown(sum.weights[place], true)}`);
  return `${terms.join(" + ")} + ${shown(sum.bias, true)} = ${shown(weightedSum(sum).prediction)}`;
}

/** What was typed as a number; NaN when it is none. Chinese and German keyboards may give a comma. */
export const typedNumber = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace(",", ".").replace("−", "-")));

/** A number as it is written, at most six decimals; "–" for none. */
export function shown(value, inBrackets = false) {
  if (!Number.isFinite(value)) return "–";
  const text = String(Number(value.toFixed(6)) + 0).replace("-", "−");
  return inBrackets && value < 0 ? `(${text})` : text;
}

/** 0.7000000000000001 -> 0.7. */
export const tidy = (value) => Number(value.toPrecision(12));
