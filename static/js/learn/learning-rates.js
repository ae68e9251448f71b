/** Learning rates on a logarithmic scale, as people choose them; no DOM. */

const LARGEST = 1000;

/** -1 -> 0.1, -0.7 -> 0.2: a place on the slider as a rate of two significant digits. */
export const rateAt = (exponent) => Number((10 ** exponent).toPrecision(2));

/** 0.1 -> -1. */
export const exponentOf = (rate) => Math.log10(rate);

/** What was typed as a rate, or null: "0,5" -> 0.5. A comma is a point, as half of the world writes it. */
export function typedRate(text) {
  const rate = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && rate > 0 && rate <= LARGEST ? rate : null;
}
