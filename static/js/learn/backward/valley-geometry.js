/**
 * Where the loss along one weight lies in a figure, with the tangent where the weight stands and its way down; no DOM.
 *
 * @typedef {{weight: number, loss: number}} WeightStep
 * @typedef {{weight: number, loss: number, slope: number, weights: number[], losses: number[],
 *   taken: WeightStep[], descent: WeightStep[]}} Valley  the part "valley" of an explanation; the descent begins where the weight stands
 */

import { linePath } from "../../charts/chart-geometry.js";
import { niceTicks } from "../../charts/ticks.js";

const MARGIN = { left: 48, right: 14, top: 26, bottom: 44 };
const TANGENT = 64; // pixels to each side
const TICK_WIDTH = 80;
const LEAST = 0.001; // a change of the loss that is worth a word
const MOST_OF = 0.5; // of what could be gained: who has less after all steps has crept
const BUMP = 0.01; // of the present loss: a rise that is worth a word

/** @param {{width: number, height: number}} size @param {Valley} valley */
export function valleyGeometry({ width, height }, { weights, losses, weight, loss, slope, taken, descent }) {
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
  const [first, last] = [weights[0], weights.at(-1)];
  const yTicks = niceTicks(0, Math.max(...losses, ...taken.map((step) => step.loss), 1e-6), 4);
  const toX = (value) => plot.left + ((value - first) / (last - first)) * (plot.right - plot.left);
  const toY = (value) => plot.bottom - (value / yTicks.at(-1)) * (plot.bottom - plot.top);
  const [x, y] = [toX(weight), toY(loss)];
  const steepness = (toY(loss + slope) - y) / (toX(weight + 1) - x); // pixels down for each pixel to the right
  const run = TANGENT / Math.hypot(1, steepness);
  const lowest = lowestOf({ weights, losses });
  return {
    plot,
    path: linePath(losses, (place) => toX(weights[place - 1]), toY),
    tangent: { x1: x - run, y1: y - run * steepness, x2: x + run, y2: y + run * steepness },
    ball: [x, y],
    hops: linePath(descent.map((step) => step.loss), (place) => toX(descent[place - 1].weight), toY),
    taken: taken.slice(0, -1).map((step) => [toX(step.weight), toY(step.loss)]),
    dots: descent.slice(1).map((step) => [toX(step.weight), toY(step.loss)]),
    bottom: [toX(lowest.weight), toY(lowest.loss)],
    xTicks: niceTicks(first, last, Math.max(2, (plot.right - plot.left) / TICK_WIDTH)).filter((value) => value >= first && value <= last).map((value) => ({ value, x: toX(value) })),
    yTicks: yTicks.map((value) => ({ value, y: toY(value) })),
  };
}

/** The lowest point of the curve. @returns {WeightStep} */
export function lowestOf({ weights, losses }) {
  const place = losses.indexOf(Math.min(...losses));
  return { weight: weights[place], loss: losses[place] };
}

/**
 * How the weight gets on at this learning rate: "plain" (there is no slope to follow), "leaps" (a step ends higher than
 * it began), "beyond" (it leaves the picture), "creeps" (the steps bring less than half of what could be gained) or
 * "arrives".
 * @param {Valley} valley
 */
export function courseOf({ weights, losses, loss, slope, descent }) {
  const could = loss - Math.min(...losses, ...descent.map((step) => step.loss));
  if (slope === 0 || could < LEAST) return "plain";
  if (leapOf({ loss, descent })) return "leaps";
  if (descent.some(({ weight }) => weight < weights[0] || weight > weights.at(-1))) return "beyond";
  return loss - descent.at(-1).loss < MOST_OF * could ? "creeps" : "arrives";
}

/** The first step that ends higher than it began, as the losses before and after it. */
export function leapOf({ loss, descent }) {
  const place = descent.findIndex((step, number) => number > 0 && step.loss - descent[number - 1].loss > Math.max(LEAST, BUMP * loss));
  return place < 0 ? null : { before: descent[place - 1].loss, after: descent[place].loss };
}
