/**
 * The connections of a layer that add most to what its units hear, and those that take most, as
 * model/explanation/connections.py finds them; no DOM.
 *
 *   product = what a unit says * the weight with which it is heard
 */

/** How loud each input can be heard: its largest weight and its smallest. Worked out once for a layer. */
export function loudness({ units, weights }) {
  const [high, low] = [new Float32Array(weights.length / units), new Float32Array(weights.length / units)];
  weights.forEach((weight, place) => {
    const source = Math.floor(place / units);
    high[source] = Math.max(high[source], weight);
    low[source] = Math.min(low[source], weight);
  });
  return { high, low };
}

/**
 * @param {import("./forward-pass.js").Dense & {loudness: {high: Float32Array, low: Float32Array}}} layer
 * @param {Float32Array} inputs
 * @returns {{source: number, target: number, weight: number, product: number}[]} `count` of them, the largest first: half
 *   of them add and half take; where there are fewer of one kind, there are more of the other
 */
export function strongest(layer, inputs, count) {
  const [adding, taking] = [1, -1].map((sign) => largest(layer, inputs, sign, count));
  const half = Math.floor(count / 2);
  const chosen = [
    ...adding.slice(0, Math.max(half, count - taking.length)),
    ...taking.slice(0, Math.max(count - half, count - adding.length)),
  ];
  return chosen.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
}

/** The largest products of this sign. Silent and quiet inputs are left out beforehand, by how loud they can be heard. */
function largest({ units, weights, loudness: { high, low } }, inputs, sign, count) {
  const reach = inputs.map((input, source) => sign * input * (sign * input > 0 ? high : low)[source]);
  const loud = [...reach.keys()].filter((source) => reach[source] > 0).sort((one, other) => reach[other] - reach[one]).slice(0, count);
  const sizes = new Float32Array(loud.length * units);
  loud.forEach((source, row) => {
    for (let target = 0; target < units; target += 1) {
      sizes[row * units + target] = sign * inputs[source] * weights[source * units + target];
    }
  });
  const least = sizes.slice().sort().at(-count) ?? 0;
  const found = [];
  sizes.forEach((size, place) => {
    if (size < least || size <= 0) return;
    const [source, target] = [loud[Math.floor(place / units)], place % units];
    const weight = weights[source * units + target];
    found.push({ source, target, weight, product: inputs[source] * weight });
  });
  return found.sort((one, other) => Math.abs(other.product) - Math.abs(one.product)).slice(0, count);
}
