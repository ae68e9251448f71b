/** A drawing as the path of a small SVG: as large as its box allows, since a wall is looked at from afar; no DOM. */

const SIDE = 100;
const MARGIN = 12;
const SHEET = 1000; // what a whole sheet measures in the API's strokes

/** @param {number[][][]} strokes as the API has them @returns {string} "M12,40L13,42..." within 100 x 100 */
export function tilePath(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return "";
  const [left, right, top, bottom] = [0, 1].flatMap((axis) => extent(points, axis));
  const size = Math.max(right - left, bottom - top) || 1; // a dot
  const scale = (SIDE - 2 * MARGIN) / size;
  const place = ([x, y]) =>
    `${round(SIDE / 2 + (x - (left + right) / 2) * scale)},${round(SIDE / 2 + (y - (top + bottom) / 2) * scale)}`;
  return strokes.map((stroke) => `M${stroke.map(place).join("L")}${stroke.length === 1 ? "h0" : ""}`).join("");
}

function extent(points, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    low = Math.min(low, point[axis]);
    high = Math.max(high, point[axis]);
  }
  return [low, high];
}

const round = (value) => Math.round(value * 10) / 10;

/** The strokes as the sheet keeps them, in its own unit, for a link; as large as fits where they came in another unit. */
export function onSheet(strokes) {
  const points = strokes.flat();
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => extent(points, axis));
  const isOurs = left >= 0 && top >= 0 && Math.max(right, bottom) <= SHEET;
  const [x0, y0, size] = isOurs ? [0, 0, SHEET] : [left, top, Math.max(right - left, bottom - top) || 1];
  return strokes.map((stroke) => stroke.map(([x, y]) => [(x - x0) / size, (y - y0) / size, 0.5]));
}
