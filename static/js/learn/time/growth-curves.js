/**
 * Two lines through the moments of a training, for the digits that it learns from and for those held back; no DOM.
 *
 * A moment has a column of its own, as in the grid of answers above: moments lie ever further apart, and a network learns
 * most in the first. Losses stand on a logarithmic axis, since they fall to a hundredth.
 */

import { linePath } from "../../charts/chart-geometry.js";

export const HEIGHT = 100;

/**
 * @param {import("../evolution.js").Moment[]} moments @param {"loss" | "accuracy"} measure
 * @returns {{lines: {name: "training" | "validation", path: string}[], ticks: {value: number, y: number}[]}} in a room as
 *   wide as there are moments, and HEIGHT high
 */
export function growthCurves(moments, measure) {
  const isLoss = measure === "loss";
  const values = (set) => moments.map((moment) => moment[`${set}_${measure}`]);
  const known = [...values("training"), ...values("validation")].filter((value) => Number.isFinite(value) && value > 0);
  const [low, high] = isLoss ? [Math.min(1, ...known) / 1.2, Math.max(1, ...known) * 1.2] : [0, 1];
  const scale = (value) => (isLoss ? Math.log(value / low) / Math.log(high / low) : value);
  const toY = (value) => HEIGHT * (1 - scale(value));
  const ticks = isLoss ? [10, 1, 0.1, 0.01].filter((tick) => tick > low && tick < high) : [0, 0.5, 1];
  return {
    lines: ["training", "validation"].map((name) => ({ name, path: linePath(values(name), (number) => number - 0.5, toY) })),
    ticks: ticks.map((value) => ({ value, y: toY(value) })),
  };
}
