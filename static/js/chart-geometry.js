/**
 * Where the lines, ticks and marks of a learning curve lie; no DOM.
 *
 * @typedef {{name: string, values: (number | null)[]}} Series  one value an epoch, from epoch 1
 * @typedef {{width: number, height: number}} Size  in pixels
 */

import { epochTicks, niceTicks } from "./ticks.js";

export const MARGIN = { left: 48, right: 10, top: 10, bottom: 26 };

/**
 * @param {Size} size @param {Series[]} series @param {number} epochs how many the x axis has room for
 * @param {{low?: number, high?: number}} limits values that the y axis may not leave, such as 1 for a share
 */
export function chartGeometry({ width, height }, series, epochs, { low = -Infinity, high = Infinity } = {}) {
  const plot = { left: MARGIN.left, top: MARGIN.top, right: width - MARGIN.right, bottom: height - MARGIN.bottom };
  const values = series.flatMap((one) => one.values).filter(Number.isFinite);
  const yTicks = valueTicks(values, low, high);
  const last = Math.max(epochs, 2);
  const toX = (epoch) => plot.left + ((epoch - 1) / (last - 1)) * (plot.right - plot.left);
  const toY = (value) => plot.bottom - ((value - yTicks[0]) / (yTicks.at(-1) - yTicks[0])) * (plot.bottom - plot.top);
  return {
    plot,
    toX,
    toY,
    xTicks: epochTicks(last, Math.max(2, Math.floor(width / 60))).map((epoch) => ({ epoch, x: toX(epoch) })),
    yTicks: yTicks.map((value) => ({ value, y: toY(value) })),
    lines: series.map(({ name, values }) => ({ name, path: linePath(values, toX, toY), points: points(values, toX, toY) })),
    epochAt: (x) => clamp(Math.round(1 + ((x - plot.left) / (plot.right - plot.left)) * (last - 1)), 1, last),
  };
}

function valueTicks(values, low, high) {
  if (values.length === 0) return niceTicks(0, 1);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  return ticks.filter((tick) => tick >= low && tick <= high).length >= 2
    ? ticks.filter((tick) => tick >= low && tick <= high)
    : ticks;
}

const points = (values, toX, toY) =>
  values.map((value, index) => [toX(index + 1), toY(value)]).filter(([, y]) => Number.isFinite(y));

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
