/** Round numbers for an axis; no DOM. */

const ROUND_STEPS = [1, 2, 2.5, 5, 10];

/**
 * Round values from `low` or below to `high` or above, about `count` of them: niceTicks(0, 0.93, 5) -> 0, 0.2, ..., 1.
 * @returns {number[]}
 */
export function niceTicks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const magnitude = 10 ** Math.floor(Math.log10(span / count));
  const step = magnitude * ROUND_STEPS.find((round) => round * magnitude >= span / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** Whole epochs from 1 to `epochs`, both ends among them when they fit: epochTicks(20, 6) -> 1, 5, 10, 15, 20. */
export function epochTicks(epochs, count = 6) {
  if (epochs <= count) return Array.from({ length: epochs }, (_, index) => index + 1);
  const step = Math.max(1, ...niceTicks(0, epochs, count).slice(1, 2).map(Math.ceil));
  const ticks = [1];
  for (let tick = step; tick <= epochs; tick += step) if (tick > 1) ticks.push(tick);
  return ticks;
}

/** 0.30000000000000004 -> 0.3. */
const tidy = (value) => Number(value.toPrecision(12));
