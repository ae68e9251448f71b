/**
 * Pen strokes -> an ink picture, as model/preprocessing/rasterizer.py draws them; no DOM.
 *
 *   ink = clip(penWidth / 2 - distance + 0.5, 0, 1)
 *
 * with the distance from the pixel's centre to the nearest piece of the pen's path. Each result is rounded to 32 bits as
 * NumPy does it, so that a pixel which is just about ink is so here as well as there.
 *
 * @typedef {{height: number, width: number, values: Float32Array}} Picture  row by row, 0 = paper to 1 = ink
 */

const { fround } = Math;

/** @param {number[][][]} strokes in pixels @returns {Picture} */
export function rasterize(strokes, height, width, penWidth) {
  const nearest = new Float32Array(height * width).fill(Infinity); // squared distances
  for (const stroke of strokes) {
    const points = stroke.map((point) => point.map(fround));
    for (let end = Math.min(1, points.length - 1); end < points.length; end += 1) {
      approach(nearest, width, points[Math.max(0, end - 1)], points[end]);
    }
  }
  const edge = fround(penWidth / 2 + 0.5);
  return { height, width, values: nearest.map((distance2) => within(fround(edge - fround(Math.sqrt(distance2))))) };
}

/** Lowers each pixel's squared distance to that from the line between two points, if that is less. */
function approach(nearest, width, [startX, startY], [endX, endY]) {
  const [runX, runY] = [fround(endX - startX), fround(endY - startY)];
  const length2 = Math.max(sum(fround(runX * runX), fround(runY * runY)), fround(1e-12));
  for (let place = 0; place < nearest.length; place += 1) {
    const dx = fround((place % width) + 0.5 - startX);
    const dy = fround(Math.floor(place / width) + 0.5 - startY);
    const along = within(fround(sum(fround(dx * runX), fround(dy * runY)) / length2)); // 0 at the start, 1 at the end
    const missX = fround(dx - fround(along * runX));
    const missY = fround(dy - fround(along * runY));
    nearest[place] = Math.min(nearest[place], sum(fround(missX * missX), fround(missY * missY)));
  }
}

const sum = (one, other) => fround(one + other);

const within = (value) => Math.min(1, Math.max(0, value));
