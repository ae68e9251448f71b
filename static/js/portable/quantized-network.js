/**
 * A network as a one-file page carries it, unpacked: it answers as the server does; no DOM.
 *
 *   const network = unpack(packed);
 *   network.explain({ strokes });   // what POST /predict and POST /explain tell of a drawing
 *
 * model/export/quantization.py packs it: each weight a whole number of 16 bits, times its unit's scale.
 *
 * @typedef {{units: number, weights: string, scales: string, bias: string}} PackedLayer  base64, little-endian
 * @typedef {{version: string, activation: string, thresholds: import("./forward-pass.js").Thresholds | null,
 *   layers: PackedLayer[]}} Packed
 */

import { forward, judge, softmax } from "./forward-pass.js";
import { frameStrokes } from "./framing.js";
import { loudness, strongest } from "./strongest-connections.js";

const SIDE = 28;
const STRONGEST = 48; // as many as an eye can follow

/** @param {Packed} packed */
export function unpack({ version, activation, thresholds, layers: packedLayers }) {
  const layers = packedLayers.map(unpackLayer);

  /** @param {{strokes: number[][][]}} request */
  function explain({ strokes }) {
    const pixels = frameStrokes(strokes);
    const traces = forward(layers, activation, pixels);
    const probabilities = softmax(traces.at(-1).said);
    const label = probabilities.indexOf(Math.max(...probabilities));
    const picture = Array.from({ length: SIDE }, (_, row) => [...pixels.subarray(row * SIDE, (row + 1) * SIDE)]);
    return {
      label,
      confidence: probabilities[label],
      probabilities,
      verdict: judge(probabilities, thresholds),
      model_version: version,
      image: picture,
      picture,
      network: { activation },
      layers: { dense: traces.map(describeLayer) },
    };
  }

  function describeLayer({ inputs, sums, said }, place) {
    const { units, bias } = layers[place];
    const connections = place > 0 ? strongest(layers[place], inputs, STRONGEST) : [];
    return { units, pre_activations: [...sums], activations: [...said], bias: [...bias], connections };
  }

  return { explain };
}

/** @param {PackedLayer} packed */
function unpackLayer({ units, weights, scales, bias }) {
  const [whole, scale] = [new Int16Array(bytesOf(weights)), new Float32Array(bytesOf(scales))];
  const layer = { units, weights: Float32Array.from(whole), bias: new Float32Array(bytesOf(bias)) };
  for (let place = 0; place < whole.length; place += 1) layer.weights[place] *= scale[place % units];
  return { ...layer, loudness: loudness(layer) };
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return bytes.buffer;
}
