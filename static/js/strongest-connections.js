/**
 * The connections of a layer that add most to what its units hear, or take most, as model/explanation/connections.py
 * finds them; no DOM.
 *
 *   product = what a unit says * the weight with which it is heard
 */

/** How loud each input can be heard: its largest weight, whatever the sign. Worked out once for a layer. */
export function loudness({ units, weights }) {
  const most = new Float32Array(weights.length / units);
  weights.forEach((weight, place) => {
    const source = Math.floor(place / units);
    most[source] = Math.max(most[source], Math.abs(weight));
  });
  return most;
}

/**
 * @param {import("./forward-pass.js").Dense & {loudness: Float32Array}} layer @param {Float32Array} inputs
 * @returns {{source: number, target: number, weight: number, product: number}[]} the `count` largest, largest first
 */
export function strongest({ units, weights, loudness }, inputs, count) {
  const reach = inputs.map((input, source) => Math.abs(input) * loudness[source]);
  const loud = [...reach.keys()].sort((one, other) => reach[other] - reach[one]).slice(0, count);
  const least = leastOf(loud.flatMap((source) => sizes(inputs[source], weights.subarray(source * units, (source + 1) * units))), count);
  const found = [];
  for (const source of loud) {
    for (let target = 0; target < units; target += 1) {
      const weight = weights[source * units + target];
      const product = inputs[source] * weight;
      if (product !== 0 && Math.abs(product) >= least) found.push({ source, target, weight, product });
    }
  }
  return found.sort((one, other) => Math.abs(other.product) - Math.abs(one.product)).slice(0, count);
}

const sizes = (input, weights) => Array.from(weights, (weight) => Math.abs(input * weight));

/** The last of the `count` largest. */
const leastOf = (values, count) => Float64Array.from(values).sort().at(-count) ?? 0;
