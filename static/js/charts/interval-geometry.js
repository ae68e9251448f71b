/** Results with their intervals on one scale; no DOM. */

/**
 * The scale that holds all intervals, a little wider, within 0 to 1.
 * @param {{low: number, high: number}[]} results
 * @returns {{start: number, end: number}}
 */
export function scaleOf(results) {
  const start = Math.min(...results.map(({ low }) => low));
  const end = Math.max(...results.map(({ high }) => high));
  const margin = Math.max((end - start) * 0.1, 1e-4);
  return { start: Math.max(0, start - margin), end: Math.min(1, end + margin) };
}

/**
 * Where a result lies on it, in percent of its width.
 * @param {{accuracy: number, low: number, high: number}} result
 * @returns {{left: number, width: number, point: number}}
 */
export function placeOf({ accuracy, low, high }, { start, end }) {
  const at = (share) => (100 * (share - start)) / (end - start);
  return { left: at(low), width: at(high) - at(low), point: at(accuracy) };
}
