/**
 * Whether this copy still answers as the original: drawings with what the original made of them, computed anew; no DOM.
 *
 * @typedef {{strokes: number[][][], label: number, verdict: string, pixels: number[], probabilities: number[]}} Golden
 * @typedef {{passed: boolean, pixelError: number, shareError: number, sound: boolean[]}} Check  errors: the largest of all
 */

const PIXEL_TOLERANCE = 1 / 255;
const SHARE_TOLERANCE = 0.002;

/** @param {Golden[]} golden @param {(request: {strokes: number[][][]}) => Object} explain @returns {Check} */
export function checkAll(golden, explain) {
  const results = golden.map((drawing) => checkOne(drawing, explain));
  return {
    passed: results.every(({ sound }) => sound),
    pixelError: Math.max(...results.map(({ pixelError }) => pixelError)),
    shareError: Math.max(...results.map(({ shareError }) => shareError)),
    sound: results.map(({ sound }) => sound),
  };
}

function checkOne({ strokes, pixels, probabilities, verdict }, explain) {
  const found = explain({ strokes });
  const pixelError = largestDifference(found.picture.flat(), pixels);
  const shareError = largestDifference(found.probabilities, probabilities);
  // Asked this way round, a difference that is no number is not sound either.
  const sound = pixelError <= PIXEL_TOLERANCE && shareError <= SHARE_TOLERANCE && found.verdict === verdict;
  return { pixelError, shareError, sound };
}

const largestDifference = (found, expected) =>
  expected.reduce((most, value, place) => Math.max(most, Math.abs(value - found[place])), 0);
