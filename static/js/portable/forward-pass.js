/**
 * From 784 numbers to an answer: what model/nn/network.py, model/nn/activations.py and model/evaluation/verdict.py do; no DOM.
 *
 * @typedef {{units: number, weights: Float32Array, bias: Float32Array}} Dense  weights input by input, unit by unit
 * @typedef {{inputs: Float32Array, sums: Float32Array, said: Float32Array}} LayerTrace
 * @typedef {{unsure_below: number, not_a_digit_below: number}} Thresholds
 */

const LEAST_CONFIDENCE = 0.5;

const ACTIVATIONS = {
  relu: (sum) => Math.max(0, sum),
  tanh: Math.tanh,
  sigmoid: (sum) => 1 / (1 + Math.exp(-sum)),
};

/** @param {Dense[]} layers @param {Float32Array} inputs @returns {LayerTrace[]} one a layer; the last one says its logits */
export function forward(layers, activation, inputs) {
  const traces = [];
  layers.forEach((layer, place) => {
    const sums = preActivations(layer, inputs);
    const said = place < layers.length - 1 ? sums.map(ACTIVATIONS[activation]) : sums;
    traces.push({ inputs, sums, said });
    inputs = said;
  });
  return traces;
}

/** inputs @ weights + bias. Silent inputs add nothing, and most are. */
function preActivations({ units, weights, bias }, inputs) {
  const sums = Float64Array.from(bias);
  inputs.forEach((input, source) => {
    if (input === 0) return;
    const start = source * units;
    for (let unit = 0; unit < units; unit += 1) sums[unit] += input * weights[start + unit];
  });
  return Float32Array.from(sums);
}

/** @param {ArrayLike<number>} logits @returns {number[]} probabilities that add up to 1 */
export function softmax(logits) {
  const most = Math.max(...logits);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map((each) => each / sum);
}

/**
 * Whether it is a digit at all. A version from before there were thresholds takes everything for one.
 * @param {number[]} probabilities @param {Thresholds | null} thresholds
 */
export function judge(probabilities, thresholds) {
  if (thresholds === null) return "digit";
  const found = evidence(probabilities);
  if (found < thresholds.not_a_digit_below) return "not_a_digit";
  return found < thresholds.unsure_below || Math.max(...probabilities) < LEAST_CONFIDENCE ? "unsure" : "digit";
}

/** How far the answer is from "all alike", in nats. */
const evidence = (probabilities) =>
  probabilities.reduce((sum, share) => (share > 0 ? sum + share * Math.log(probabilities.length * share) : sum), 0);
