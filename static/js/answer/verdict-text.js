/** How an answer is put into words; no DOM. */

import { fallsApart, isDot } from "../drawing/ink-shape.js";
import { BLANK } from "../drawing/strokes.js";

const SURE = 0.9;
const LIKELY = 0.6;

/**
 * The message that tells a prediction, and the digit to show with it (null for none).
 * @param {import("../common/api.js").Prediction | null} prediction null for an empty sheet, or for a dot
 * @param {import("../drawing/strokes.js").Drawing} drawing what was predicted
 * @returns {{state: string, label: number | null, key: string, values: Object<string, unknown>}}
 */
export function verdictText(prediction, drawing = BLANK) {
  if (isDot(drawing)) return { state: "blank", label: null, key: "verdict.dot", values: {} };
  if (prediction === null) return { state: "blank", label: null, key: "verdict.waiting", values: {} };
  const { verdict, label, confidence, probabilities } = prediction;
  const isClear = verdict === "blank" || (verdict === "digit" && confidence >= SURE);
  if (!isClear && fallsApart(drawing)) {
    return { state: "not_a_digit", label: null, key: "verdict.several", values: {} };
  }
  if (verdict !== "digit") {
    return { state: verdict, label: verdict === "unsure" ? label : null, key: `verdict.${verdict}`, values: { label } };
  }
  const degree = confidence >= SURE ? "sure" : confidence >= LIKELY ? "likely" : "torn";
  return { state: verdict, label, key: `verdict.digit.${degree}`, values: { label, other: runnerUp(probabilities, label) } };
}

/** The likeliest digit but `label`. */
export function runnerUp(probabilities, label) {
  const others = probabilities.map((share, digit) => [share, digit]).filter(([, digit]) => digit !== label);
  return others.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
}
