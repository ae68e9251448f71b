/**
 * Where the loss along the gradient's direction lies in a figure, and what a step of some length is worth; no DOM.
 *
 * @typedef {{learning_rates: number[], losses: (number | null)[]}} Curve  from a step of length 0 on
 * @typedef {{curve: Curve, history: number[], learning_rate: number, new_loss: number | null}} Step
 *   of the part "step" of an explanation
 */

import { linePath } from "./chart-geometry.js";
import { niceTicks } from "./ticks.js";

const MARGIN = { left: 48, right: 20, top: 12, bottom: 44 };
const HEADROOM = 1.6; // times the present loss: what is above is out of the picture
const WORTH = 0.1; // of what the best step would take off: a step that takes off less is too short

/** @param {{width: number, height: number}} size @param {Step} step */
export function descentGeometry({ width, height }, { curve, history, learning_rate, new_loss }) {
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
  const rates = curve.learning_rates.slice(1);
  const losses = curve.losses.slice(1);
  const [first, last] = [Math.log10(rates[0]), Math.log10(rates.at(-1))];
  const now = history.at(-1);
  const ticks = niceTicks(0, Math.max(now * HEADROOM, 1e-6), 4);
  const toX = (rate) => plot.left + ((Math.log10(rate) - first) / (last - first)) * (plot.right - plot.left);
  const toY = (loss) => plot.bottom - (Math.min(loss ?? Infinity, ticks.at(-1) * 1.2) / ticks.at(-1)) * (plot.bottom - plot.top);
  return {
    plot,
    path: linePath(losses.map((loss) => loss ?? ticks.at(-1) * 1.2), (place) => toX(rates[place - 1]), toY),
    nowY: toY(now),
    marker: { x: toX(clamp(learning_rate, rates[0], rates.at(-1))), y: toY(new_loss), inside: new_loss !== null && new_loss <= ticks.at(-1) },
    xTicks: rates.filter((rate) => Number.isInteger(Math.round(Math.log10(rate) * 1e6) / 1e6)).map((rate) => ({ value: rate, x: toX(rate) })),
    yTicks: ticks.map((value) => ({ value, y: toY(value) })),
    rateAt: (x) => 10 ** clamp(first + ((x - plot.left) / (plot.right - plot.left)) * (last - first), first, last),
  };
}

/**
 * Whether a step is "flat" (there is nothing to gain), "small", "right", "large" (it makes the loss larger) or "away".
 * @param {Step} step
 */
export function verdictOf({ curve, history, new_loss }) {
  const now = history.at(-1);
  if (new_loss === null) return "away";
  const best = Math.min(...curve.losses.filter((loss) => loss !== null), new_loss);
  if (now - best < 1e-4 * Math.max(now, 1e-4)) return "flat";
  if (new_loss > now) return "large";
  return now - new_loss < WORTH * (now - best) ? "small" : "right";
}

/** The length of step, of those on the curve, that makes the loss smallest. @param {Curve} curve */
export function bestRate({ learning_rates, losses }) {
  const finite = losses.map((loss) => loss ?? Infinity);
  return learning_rates[finite.indexOf(Math.min(...finite))];
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
