/**
 * A unit's sum, term by term, and its formulas with the numbers filled in; no DOM.
 *
 * Numbers are rounded for the page. The rest takes up what rounding leaves, so that whoever adds up what is shown gets
 * what is shown.
 *
 * @typedef {{source: number, input: number, weight: number, product: number}} Term
 * @typedef {{layer: number, index: number, terms: Term[], rest: {count: number, zeros: number, sum: number}, bias: number,
 *   pre_activation: number, activation: number, slope: number, share: number | null, state: string}} Unit
 * @typedef {{value: number, start: number, end: number}} Entry  the running sum before and after it
 */

import { bracketed, figure, formatConfidence } from "../common/formatting.js";

const PLACES = 3; // decimals, as figure has

/** Each term, and the sum before and after it. @param {Unit} unit @returns {{terms: (Entry & Term)[], rest: Entry, bias: Entry, total: Entry, weighted: number}} */
export function runningSum({ terms, rest, bias, pre_activation }) {
  const [total, products] = [rounded(pre_activation), terms.map(({ product }) => rounded(product))];
  const told = products.reduce((sum, product) => sum + product, 0);
  const left = rest.count > 0 ? rounded(total - rounded(bias) - told) : 0;
  let sum = 0;
  const entry = (value) => ({ value, start: sum, end: (sum = rounded(sum + value)) });
  const entries = { terms: terms.map((term, place) => ({ ...term, ...entry(products[place]) })), rest: entry(left) };
  return { ...entries, bias: entry(rounded(bias)), total: { value: total, start: 0, end: total }, weighted: rounded(total - rounded(bias)) };
}

/** From the lowest to the highest that the running sum gets to, 0 among them. @returns {[number, number]} */
export function rangeOf({ terms, rest, bias, total }) {
  const ends = [...terms, rest, bias, total].map(({ end }) => end);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return high > low ? [low, high] : [0, 1];
}

/** Where an entry's bar lies in a range, as shares of its width. */
export function barOf({ start, end }, [low, high]) {
  const share = (value) => (value - low) / (high - low);
  return { left: share(Math.min(start, end)), width: Math.abs(share(end) - share(start)) };
}

/**
 * The formulas of a unit with its numbers, in the words of `model/`.
 * @param {Unit} unit @param {string} activation @returns {string[]}
 */
export function formulasOf(unit, activation) {
  const { weighted, bias, total } = runningSum(unit);
  const sum = `pre_activation = sum(inputs * weights) + bias = ${figure(weighted)} + ${bracketed(bias.value)} = ${figure(total.value)}`;
  if (unit.share !== null) return [sum, `probability = e^${bracketed(total.value)} / sum(e^logits) = ${formatConfidence(unit.share)}`];
  const { bend, slope } = BENT[activation](total.value, unit.activation);
  return [sum, `activation = ${bend} = ${figure(unit.activation)}`, `slope = ${slope}${figure(unit.slope)}`];
}

const BENT = {
  relu: (sum) => ({ bend: `max(0, ${figure(sum)})`, slope: "" }),
  sigmoid: (sum, a) => ({ bend: `1 / (1 + e^${bracketed(-sum)})`, slope: `a * (1 - a) = ${figure(a)} * ${figure(1 - a)} = ` }),
  tanh: (sum, a) => ({ bend: `tanh(${figure(sum)})`, slope: `1 - a^2 = 1 - ${figure(a * a)} = ` }),
};

const rounded = (value) => Number(value.toFixed(PLACES)) + 0; // + 0: no -0
