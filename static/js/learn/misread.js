/**
 * A drawing to begin with, for learners who have none: a 1 with a flag and a foot, which the three classroom networks
 * read as a 2, and the champion as a 1; no DOM.
 */

const FLAG_AND_STEM = [[0.31, 0.37], [0.39, 0.35], [0.49, 0.31], [0.57, 0.31], [0.59, 0.36], [0.58, 0.44], [0.57, 0.53], [0.56, 0.64], [0.54, 0.74], [0.53, 0.82]];
const FOOT = [[0.39, 0.75], [0.49, 0.77], [0.62, 0.8], [0.71, 0.82]];
const WEIGHT = 0.6; // of the ink, for the looks

/** @type {{label: number, drawing: import("../drawing/strokes.js").Drawing}} */
export const MISREAD = {
  label: 1,
  drawing: { strokes: [FLAG_AND_STEM, FOOT].map((stroke) => stroke.map(([x, y]) => [x, y, WEIGHT])), pixels: null },
};
