/**
 * The loss against one weight: the curve, the tangent where the weight stands, and its way down when it learns alone.
 *
 *   mountValley(document.querySelector(".valley"));
 *
 * Hears `explanation` (it needs the parts "valley" and "step"); tells `set` (detail: {source} or {weightRate}).
 *
 * ARIA: the unit's gradient is a slider over its weights; Enter chooses one, as a click does. The chart is an image whose
 * name sums it up; the learning rate is a native slider, and a status line tells how the weight gets on with it.
 */

import { draw, label } from "../../charts/chart-drawing.js";
import { mountGridCursor } from "../../charts/grid-cursor.js";
import { paintSigned } from "../../charts/signed-picture.js";
import { formatCount, formatNumber } from "../../common/formatting.js";
import { language, t } from "../../common/messages.js";
import { listenToPart, waitingFor } from "../explanation-part.js";
import { exponentOf, rateAt } from "../learning-rates.js";
import { columnsOf } from "../unit-choice.js";
import { sourceName } from "../unit-pictures.js";
import { courseOf, leapOf, lowestOf, valleyGeometry } from "./valley-geometry.js";

const HEIGHT = 280;
const REACH = 1.6; // powers of ten to each side of the usual learning rate
const HIGHEST = 3;

export function mountValley(element) {
  const part = (selector) => element.querySelector(selector);
  const [svg, slider] = [part(".chart svg"), part(".rate input")];
  let valley = null;
  let unit = null; // of the part "step": its weights' gradients
  let facts = null; // of the network
  let pointed = 0;
  let width = 0;

  const set = (detail) => element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  const cells = mountGridCursor(part(".strip"), { onPoint: point, describe });
  const choose = () => set({ source: pointed });
  part(".strip").addEventListener("click", choose);
  part(".strip").addEventListener("keydown", ({ key }) => key === "Enter" && choose());
  slider.addEventListener("input", () => set({ weightRate: rateAt(Number(slider.value)) }));
  part(".usual").addEventListener("click", () => set({ weightRate: null }));

  listenToPart(element, "valley", (newest, state, explanation) => {
    valley = newest;
    unit = explanation?.step?.unit ?? unit;
    facts = explanation?.network ?? facts;
    part(".seen").hidden = valley === null;
    part(".waiting").textContent = valley ? "" : waitingFor(state);
    if (valley) update();
  });
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    if (valley) updateChart();
  }).observe(part(".chart"));

  function update() {
    const { layer, source, slope, learning_rate: rate, usual_rate: usual } = valley;
    part(".of").textContent = t("valley.of", { layer, unit: valley.unit, source: sourceName(layer, source) });
    part(".slope").textContent = t(`valley.slope.${wayOf(slope)}`, numbers());
    slider.min = (exponentOf(usual) - REACH).toFixed(2);
    slider.max = Math.min(HIGHEST, exponentOf(usual) + REACH).toFixed(2);
    slider.value = exponentOf(rate);
    slider.setAttribute("aria-valuetext", formatNumber(rate));
    part("output").textContent = formatNumber(rate);
    part(".usual").disabled = rate === usual;
    const { taken } = valley;
    const way = { count: taken.length - 1, first: formatNumber(taken[0].weight), before: formatNumber(taken[0].loss) };
    part(".taken").textContent = way.count > 0 ? t("valley.taken", { ...numbers(), ...way }) : "";
    part(".verdict").textContent = t(`valley.${courseOf(valley)}`, numbers());
    const all = { parameters: formatCount(facts.parameters, language()), rate: formatNumber(facts.learning_rate) };
    part(".all").textContent = t("valley.all", all);
    updatePicture();
    updateChart();
  }

  function numbers() {
    const { weight, loss, slope, learning_rate: rate, descent } = valley;
    const [lowest, leap] = [lowestOf(valley), leapOf(valley)];
    const figures = { weight, loss, slope, rate, at: lowest.weight, lowest: lowest.loss, last: descent.at(-1).loss, end: descent.at(-1).weight };
    const written = Object.fromEntries(Object.entries({ ...figures, ...leap }).map(([name, value]) => [name, formatNumber(value)]));
    return { ...written, count: descent.length - 1 };
  }

  function updatePicture() {
    const { gradient, layer } = unit;
    paintSigned(part("canvas"), gradient, columnsOf(gradient.length));
    part(".strip").classList.toggle("row", layer > 1 && columnsOf(gradient.length) === gradient.length);
    point(valley.source);
  }

  function point(source) {
    pointed = Math.min(source, unit.gradient.length - 1);
    cells.show({ count: unit.gradient.length, columns: columnsOf(unit.gradient.length), index: pointed });
    part(".readout").textContent = describe(pointed);
  }

  function describe(source) {
    return t("valley.weight", { source: sourceName(unit.layer, source), gradient: formatNumber(unit.gradient[source]) });
  }

  function updateChart() {
    if (width === 0) return;
    const size = { width, height: HEIGHT };
    drawValley(svg, size, valleyGeometry(size, valley));
    svg.setAttribute("aria-label", t("valley.chart", numbers()));
  }
}

const wayOf = (slope) => (slope < 0 ? "falls" : slope > 0 ? "rises" : "plain");

function drawValley(svg, { width, height }, { plot, path, tangent, ball, hops, taken, dots, bottom, xTicks, yTicks }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  // An inner svg cuts off what leaves the chart.
  const room = { x: plot.left, y: plot.top - 8, width: plot.right - plot.left, height: plot.bottom - plot.top + 16 };
  const inside = draw("svg", "inside", { ...room, viewBox: `${room.x} ${room.y} ${room.width} ${room.height}` });
  inside.append(
    draw("path", "curve", { d: path }),
    draw("path", "hops", { d: hops }),
    draw("line", "tangent", tangent),
    ...dots.map(([cx, cy]) => draw("circle", "point", { cx, cy, r: 3 })),
    ...taken.map(([x, y]) => draw("rect", "footstep", { x: x - 3.5, y: y - 3.5, width: 7, height: 7 })),
    draw("circle", "ball", { cx: ball[0], cy: ball[1], r: 7 }),
  );
  const middle = (plot.left + plot.right) / 2;
  const name = label("lowest", Math.min(Math.max(bottom[0], plot.left + 40), plot.right - 40), bottom[1] - 10, t("valley.minimum"));
  svg.replaceChildren(
    ...yTicks.flatMap(({ value, y }) => [
      draw("line", "grid", { x1: plot.left, x2: plot.right, y1: y, y2: y }),
      label("y", plot.left - 8, y + 4, formatNumber(value)),
    ]),
    ...xTicks.map(({ value, x }) => label("x", x, plot.bottom + 18, formatNumber(value))),
    label("x", middle, plot.bottom + 38, t("valley.axis")),
    label("name", plot.left, plot.top - 12, t("valley.loss")),
    name,
    inside,
  );
}
