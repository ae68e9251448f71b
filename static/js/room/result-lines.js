/**
 * Shares of right answers with their intervals, one below the other on one scale.
 *
 *   showResults(element, [{ name: "Round 1", right: 8, of: 10, accuracy: 0.8, low: 0.49, high: 0.94 }]);
 */

import { showInterval } from "../charts/interval.js";
import { scaleOf } from "../charts/interval-geometry.js";
import { formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";

export function showResults(element, results) {
  const scale = results.length > 0 ? scaleOf(results) : null;
  element.replaceChildren(...results.map((result) => lineOf(result, scale)));
}

function lineOf(result, scale) {
  const { name, right, of, accuracy, low, high } = result;
  const line = make("div", "interval-line");
  const track = make("span", "interval-track", make("span", "interval"), make("span", "point"));
  showInterval(track, result, scale);
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
