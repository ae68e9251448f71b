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
  // Only what a unit says times its largest weight can be large: silent and quiet ones are left out beforehand.
  const reach = inputs.map((input, source) => Math.abs(input) * loudness[source]);
  const loud = [...reach.keys()].sort((one, other) => reach[other] - reach[one]).slice(0, count);
  const sizes = new Float32Array(loud.length * units);
  loud.forEach((source, row) => {
    for (let target = 0; target < units; target += 1) {
      sizes[row * units + target] = Math.abs(inputs[source] * weights[source * units + target]);
    }
  });
  const least = sizes.slice().sort().at(-count) ?? 0;
  const found = [];
  sizes.forEach((size, place) => {
    if (size < least || size === 0) return;
    const [source, target] = [loud[Math.floor(place / units)], place % units];
    const weight = weights[source * units + target];
    found.push({ source, target, weight, product: inputs[source] * weight });
  });
  return found.sort((one, other) => Math.abs(other.product) - Math.abs(one.product)).slice(0, count);
}
