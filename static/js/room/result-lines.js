/**
 * Shares of right answers with their intervals, one below the other on one scale.
 *
 *   showResults(element, [{ name: "Round 1", right: 8, of: 10, accuracy: 0.8, low: 0.49, high: 0.94 }]);
 */

import { placeOf, scaleOf } from "../charts/interval-geometry.js";
import { formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";

export function showResults(element, results) {
  const scale = results.length > 0 ? scaleOf(results) : null;
  element.replaceChildren(...results.map((result) => lineOf(result, placeOf(result, scale))));
}

function lineOf({ name, right, of, accuracy, low, high }, { left, width, point }) {
  const line = make("div", "interval-line");
  const track = make("span", "track", make("span", "interval"), make("span", "point"));
  Object.assign(track.firstChild.style, { left: `${left}%`, width: `${width}%` });
  track.lastChild.style.left = `${point}%`;
  const range = t("exams.interval", { low: formatPercent(low, 0), high: formatPercent(high, 0) });
  line.append(make("span", "name", name), make("span", "accuracy", formatPercent(accuracy, 0)), track);
  line.append(make("span", "figure", `${t("room.right_of", { right, of })} ${range}`));
  return line;
}

function make(tag, className, ...content) {
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...content);
  return element;
}
