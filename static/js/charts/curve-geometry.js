/**
 * Where an activation's curve, its units and the tangent at one of them lie; no DOM.
 *
 * @typedef {{x: number[], bend: number[], slope: number[], zones: {start: number, end: number}[],
 *   pre_activations: number[], activations: number[], slopes: number[]}} Bend  the part "activation" of an explanation
 */

import { linePath } from "./chart-geometry.js";
import { niceTicks } from "./ticks.js";

const MARGIN = { left: 40, right: 12, top: 10, bottom: 26 };
const NAME_ROW = 18; // below the ticks, for the axis's name
const TANGENT = 0.14; // of the width, to each side

/** @param {{width: number, height: number, named?: boolean}} size named: with room for the axis's name
 * @param {Bend} bend @param {number | null} chosen a unit's index */
export function curveGeometry({ width, height, named = false }, { x, bend, zones, ...units }, chosen) {
  const bottom = height - MARGIN.bottom - (named ? NAME_ROW : 0);
  const plot = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom };
  const [low, high] = [Math.min(0, ...bend), Math.max(...bend)];
  const spare = (high - low) * 0.06;
  const toX = scale([x[0], x.at(-1)], [plot.left, plot.right]);
  const toY = scale([low - spare, high + spare], [plot.bottom, plot.top]);
  const inside = ([from, to]) => (value) => value >= from && value <= to;
  return {
    plot,
    axis: { x: toX(0), y: toY(0) },
    path: linePath(bend, (place) => toX(x[place - 1]), toY),
    zones: zones.map(({ start, end }) => ({ x: toX(start), width: toX(end) - toX(start) })),
    dots: units.pre_activations.map((sum, unit) => [toX(sum), toY(units.activations[unit])]),
    tangent: chosen === null ? null : tangent(units, chosen, toX, toY, plot),
    xTicks: niceTicks(x[0], x.at(-1), width / 70).filter(inside([x[0], x.at(-1)])).map((value) => ({ value, x: toX(value) })),
    yTicks: niceTicks(low, high, height / 60).filter(inside([low - spare, high + spare])).map((value) => ({ value, y: toY(value) })),
  };
}

/** A line through the unit's point as steep as the curve there, inside the plot. */
function tangent({ pre_activations, activations, slopes }, chosen, toX, toY, plot) {
  const [sum, said, slope] = [pre_activations[chosen], activations[chosen], slopes[chosen]];
  const [x, y] = [toX(sum), toY(said)];
  const steepness = (toY(said + slope) - y) / (toX(sum + 1) - x); // pixels down for each pixel to the right
  const half = ((plot.right - plot.left) * TANGENT) / Math.hypot(1, steepness);
  const inside = (step) => {
    const over = [(plot.top - y) / steepness, (plot.bottom - y) / steepness].filter((limit) => limit * step > 0);
    return Math.sign(step) * Math.min(Math.abs(step), step > 0 ? plot.right - x : x - plot.left, ...over.map(Math.abs));
  };
  const [left, right] = [inside(-half), inside(half)];
  return { x1: x + left, y1: y + left * steepness, x2: x + right, y2: y + right * steepness };
}

/** The unit whose dot is nearest to a point. @param {[number, number][]} dots */
export function nearestDot(dots, x, y) {
  const distances = dots.map(([left, top]) => Math.hypot(left - x, top - y));
  return distances.indexOf(Math.min(...distances));
}

/** The unit that stands next on the curve, to the right or with -1 to the left; at the end it stays. */
export function nextOnCurve(sums, chosen, step) {
  const order = sums.map((_, unit) => unit).sort((a, b) => sums[a] - sums[b] || a - b);
  const place = order.indexOf(chosen) + step;
  return order[Math.min(order.length - 1, Math.max(0, place))];
}

const scale = ([from, to], [start, end]) => (value) => start + ((value - from) / (to - from)) * (end - start);
