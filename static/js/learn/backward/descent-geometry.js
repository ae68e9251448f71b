/**
 * Where the loss along the gradient's direction lies in a figure, and what a step of some length is worth; no DOM.
 *
 * @typedef {{learning_rates: number[], losses: (number | null)[]}} Curve  from a step of length 0 on
 * @typedef {{count: number, learning_rates: number[], right: number[], right_now: number, right_next: number}} Others
 *   how many other digits are read right after a step of each length
 * @typedef {{curve: Curve, others: Others, history: number[], learning_rate: number, new_loss: number | null}} Step
 *   of the part "step" of an explanation
 */

import { linePath } from "../../charts/chart-geometry.js";
import { epochTicks, niceTicks } from "../../charts/ticks.js";

const MARGIN = { left: 54, right: 20, top: 28, bottom: 44 };
const OTHERS = { gap: 40, height: 56 }; // below the loss, over the same learning rates
const TICK_WIDTH = 50;
const HEADROOM = 1.6; // times the present loss: what is above is out of the picture
const WORTH = 0.1; // of what the best step would take off: a step that takes off less is too short
const KEPT = 0.9; // of the other digits that were read right: a step that keeps fewer is too long
const LEAST = 0.001; // a change of the loss that is worth a word

/** @param {{width: number, height: number}} size @param {Step} step */
export function descentGeometry({ width, height }, { curve, others, history, learning_rate, new_loss }) {
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const band = { left, right, top: height - MARGIN.bottom - OTHERS.height, bottom: height - MARGIN.bottom };
  const plot = { left, right, top: MARGIN.top, bottom: band.top - OTHERS.gap };
  const rates = curve.learning_rates.slice(1);
  const losses = curve.losses.slice(1);
  const [first, last] = [Math.log10(rates[0]), Math.log10(rates.at(-1))];
  const now = history.at(-1);
  const ticks = niceTicks(0, Math.max(now * HEADROOM, 1e-6), 4);
  const above = ticks.at(-1) * 1.2; // out of the picture
  const toX = (rate) => left + ((Math.log10(clamp(rate, rates[0], rates.at(-1))) - first) / (last - first)) * (right - left);
  const toY = (loss) => plot.bottom - (Math.min(loss ?? Infinity, above) / ticks.at(-1)) * (plot.bottom - plot.top);
  const counted = [...others.right.map((count, place) => ({ rate: others.learning_rates[place], count })), { rate: learning_rate, count: others.right_next }]
    .filter(({ rate }) => rate >= rates[0] && rate <= rates.at(-1))
    .sort((one, other) => one.rate - other.rate); // with the chosen rate, so that its mark lies on the line
  const toBandY = (count) => band.bottom - (count / others.count) * OTHERS.height;
  return {
    plot,
    band,
    path: linePath(losses.map((loss) => loss ?? above), (place) => toX(rates[place - 1]), toY),
    othersPath: linePath(counted.map(({ count }) => count), (place) => toX(counted[place - 1].rate), toBandY),
    nowY: toY(now),
    marker: { x: toX(learning_rate), y: toY(new_loss), inside: new_loss !== null && new_loss <= ticks.at(-1), othersY: toBandY(others.right_next) },
    xTicks: powersOfTen(first, last, (right - left) / (last - first)).map((rate) => ({ value: rate, x: toX(rate) })),
    yTicks: ticks.map((value) => ({ value, y: toY(value) })),
    bandTicks: [0, others.count].map((value) => ({ value, y: toBandY(value) })),
    rateAt: (x) => 10 ** clamp(first + ((x - left) / (right - left)) * (last - first), first, last),
  };
}

/**
 * The loss before the first step and after each. @param {{width: number, height: number}} size
 * @param {number[]} history at least two
 */
export function historyGeometry({ width, height }, history) {
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: 8, bottom: height - 24 };
  const ticks = niceTicks(0, Math.max(...history, 1e-6), 3);
  const last = history.length - 1;
  const toX = (steps) => plot.left + (steps / last) * (plot.right - plot.left);
  const toY = (loss) => plot.bottom - (loss / ticks.at(-1)) * (plot.bottom - plot.top);
  const steps = last === 1 ? [1] : epochTicks(last, Math.max(2, Math.floor(width / 60)));
  return {
    plot,
    path: linePath(history, (place) => toX(place - 1), toY),
    points: history.map((loss, place) => [toX(place), toY(loss)]),
    xTicks: [0, ...steps].map((value) => ({ value, x: toX(value) })),
    yTicks: ticks.map((value) => ({ value, y: toY(value) })),
  };
}

/**
 * What a step is worth: "away" (the network runs away), "large" (the loss rises), "costly" (the other digits are
 * forgotten), "flat" (there is nothing left to gain), "stuck" (the gradient is all but gone), "small" or "right".
 * @param {Step} step
 */
export function verdictOf(step) {
  const { others, history, new_loss } = step;
  const now = history.at(-1);
  if (new_loss === null) return "away";
  if (new_loss - now > LEAST) return "large";
  if (others.right_next < KEPT * others.right_now) return "costly";
  const gain = Math.max(gainOf(step), now - new_loss);
  if (gain < LEAST) return now < 10 * LEAST ? "flat" : "stuck";
  return now - new_loss < WORTH * gain ? "small" : "right";
}

/** The shortest step that brings nearly all that a step can bring without forgetting the others. @param {Step} step */
export function betterRate(step) {
  const enough = step.history.at(-1) - (1 - WORTH) * gainOf(step);
  return bearable(step).find(({ loss }) => loss <= enough)?.rate ?? 0;
}

/** What the best step takes off the loss, of those that don't forget the others. */
const gainOf = (step) => step.history.at(-1) - Math.min(...bearable(step).map(({ loss }) => loss), step.history.at(-1));

function bearable({ curve: { learning_rates, losses }, others }) {
  return learning_rates
    .map((rate, place) => ({ rate, loss: losses[place] ?? Infinity }))
    .filter(({ rate }) => rightAt(others, rate) >= KEPT * others.right_now);
}

/** The others' curve may have fewer rates; between two of them the worse counts. */
function rightAt({ learning_rates, right }, rate) {
  const after = learning_rates.findIndex((each) => each >= rate);
  const before = learning_rates.findLastIndex((each) => each <= rate);
  return Math.min(right[after] ?? right.at(-1), right[before]);
}

/** Every power of ten, or every second where they would stand too close. */
function powersOfTen(first, last, pixelsApart) {
  const every = pixelsApart < TICK_WIDTH ? 2 : 1;
  const exponents = Array.from({ length: Math.round(last - first) + 1 }, (_, place) => Math.round(first) + place);
  return exponents.filter((_, place) => place % every === 0).map((exponent) => Number(`1e${exponent}`));
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
