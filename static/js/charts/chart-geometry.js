/**
 * Where the lines, ticks and marks of a learning curve lie; no DOM.
 *
 * @typedef {{name: string, values: (number | null)[], places?: number[]}} Series  one value an epoch, from epoch 1; or at
 *   those places on the axis, in epochs
 * @typedef {{width: number, height: number}} Size  in pixels
 */

import { epochTicks, niceTicks } from "./ticks.js";

export const MARGIN = { left: 56, right: 10, top: 10, bottom: 26 };

/**
 * @param {Size} size @param {Series[]} series @param {number} epochs how many the x axis has room for
 * @param {{low?: number, high?: number, first?: number, span?: number[]}} limits values that the y axis may not leave, such
 *   as 1 for a share; values that it takes in, whatever is to be seen; where the x axis begins: 1, or 0 when there is something to see before the first epoch's end
 */
export function chartGeometry({ width, height }, series, epochs, { low = -Infinity, high = Infinity, first = 1, span = [] } = {}) {
  const plot = { left: MARGIN.left, top: MARGIN.top, right: width - MARGIN.right, bottom: height - MARGIN.bottom };
  const values = [...span, ...series.flatMap((one) => one.values)].filter(Number.isFinite);
  const yTicks = valueTicks(values, low, high);
  const last = Math.max(epochs, first + 1);
  const toX = (epoch) => plot.left + ((epoch - first) / (last - first)) * (plot.right - plot.left);
  const toY = (value) => plot.bottom - ((value - yTicks[0]) / (yTicks.at(-1) - yTicks[0])) * (plot.bottom - plot.top);
  return {
    plot,
    toX,
    toY,
    xTicks: [...(first < 1 ? [first] : []), ...epochTicks(last, Math.max(2, Math.floor(width / 60)))].map((epoch) => ({ epoch, x: toX(epoch) })),
    yTicks: yTicks.map((value) => ({ value, y: toY(value) })),
    lines: series.map((one) => lineOf(one, toX, toY)),
    epochAt: (x) => clamp(Math.round(first + ((x - plot.left) / (plot.right - plot.left)) * (last - first)), 1, last),
  };
}

function valueTicks(values, low, high) {
  if (values.length === 0) return niceTicks(0, 1);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  return ticks.filter((tick) => tick >= low && tick <= high).length >= 2
    ? ticks.filter((tick) => tick >= low && tick <= high)
    : ticks;
}

/** `pointAt(epoch)` is where the value of that very place lies, if there is one. */
function lineOf({ name, values, places = values.map((_, index) => index + 1) }, toX, toY) {
  const path = linePath(values, (number) => toX(places[number - 1]), toY);
  const pointAt = (epoch) => {
    const value = values[places.indexOf(epoch)];
    return Number.isFinite(value) ? [toX(epoch), toY(value)] : null;
  };
  return { name, path, pointAt };
}

/** "M48,100L80,60": moves where a value is missing, so that a gap stays a gap. */
export function linePath(values, toX, toY) {
  let broken = true;
  return values
    .map((value, index) => {
      if (!Number.isFinite(value)) {
        broken = true;
        return "";
      }
      const command = broken ? "M" : "L";
      broken = false;
      return `${command}${round(toX(index + 1))},${round(toY(value))}`;
    })
    .join("");
}

const round = (value) => Math.round(value * 10) / 10;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
