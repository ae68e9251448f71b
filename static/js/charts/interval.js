/**
 * A result with its interval on a scale: `<span class="interval-track"><span class="interval"></span><span class="point"></span></span>`.
 *
 *   showInterval(track, { accuracy: 0.8, low: 0.49, high: 0.94 }, scaleOf(results));
 */

import { placeOf } from "./interval-geometry.js";

export function showInterval(track, result, scale) {
  const { left, width, point } = placeOf(result, scale);
  Object.assign(track.querySelector(".interval").style, { left: `${left}%`, width: `${width}%` });
  track.querySelector(".point").style.left = `${point}%`;
}
