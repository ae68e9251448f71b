/**
 * Pen strokes -> an ink picture, as model/rasterizer.py draws them; no DOM.
 *
 *   ink = clip(penWidth / 2 - distance + 0.5, 0, 1)
 *
 * with the distance from the pixel's centre to the nearest piece of the pen's path.
 *
 * @typedef {{height: number, width: number, values: Float32Array}} Picture  row by row, 0 = paper to 1 = ink
 */

/** @param {number[][][]} strokes in pixels @returns {Picture} */
export function rasterize(strokes, height, width, penWidth) {
  const nearest = new Float32Array(height * width).fill(Infinity); // squared distances
  for (const stroke of strokes) {
    for (let end = Math.min(1, stroke.length - 1); end < stroke.length; end += 1) {
      approach(nearest, width, stroke[Math.max(0, end - 1)], stroke[end]);
    }
  }
  return { height, width, values: nearest.map((distance2) => inkAt(Math.sqrt(distance2), penWidth)) };
}

const inkAt = (distance, penWidth) => Math.min(1, Math.max(0, penWidth / 2 + 0.5 - distance));

/** Lowers each pixel's squared distance to that from the line between two points, if that is less. */
function approach(nearest, width, [startX, startY], [endX, endY]) {
  const [runX, runY] = [endX - startX, endY - startY];
  const length2 = Math.max(runX ** 2 + runY ** 2, 1e-12);
  for (let place = 0; place < nearest.length; place += 1) {
    const dx = (place % width) + 0.5 - startX;
    const dy = Math.floor(place / width) + 0.5 - startY;
    const along = Math.min(1, Math.max(0, (dx * runX + dy * runY) / length2)); // 0 at the start, 1 at the end
    const distance2 = (dx - along * runX) ** 2 + (dy - along * runY) ** 2;
    if (distance2 < nearest[place]) nearest[place] = distance2;
  }
}
