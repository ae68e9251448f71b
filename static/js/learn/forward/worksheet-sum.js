/**
 * A unit's sum for pencil and paper: few terms, in numbers that can be multiplied by hand; no DOM. All that stands on the
 * task's page is rounded first, and the answers are worked out from it, so that they are right to the last digit.
 */

const MOST_TERMS = 6;
const BENDS = { relu: (sum) => Math.max(0, sum), sigmoid: (sum) => 1 / (1 + Math.exp(-sum)), tanh: Math.tanh };

/**
 * @param {import("../unit-terms.js").Unit} unit @param {string} activation
 * @returns {{terms: {source: number, input: number, weight: number, product: number}[], others: number, count: number,
 *   bias: number, sum: number, said: number | null}}  `others` is what the `count` other inputs add; an output says nothing
 */
export function worksheetSum(unit, activation) {
  const terms = unit.terms.slice(0, MOST_TERMS).map(({ source, input, weight }) => {
    const [heard, times] = [rounded(input), rounded(weight)];
    return { source, input: heard, weight: times, product: tidy(heard * times) };
  });
  const products = terms.reduce((sum, { product }) => sum + product, 0);
  const bias = rounded(unit.bias);
  const others = rounded(unit.pre_activation - unit.bias - products);
  const sum = tidy(products + others + bias);
  const count = unit.terms.length + unit.rest.count - terms.length;
  return { terms, others, count, bias, sum, said: unit.share === null ? BENDS[activation](sum) : null };
}

const rounded = (value) => Number(value.toFixed(2)) + 0; // + 0: no -0
const tidy = (value) => Number(value.toFixed(4)) + 0;
