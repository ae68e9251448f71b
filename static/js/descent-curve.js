/**
 * The loss after one step, over the length of the step: too small and too large a learning rate can be seen.
 *
 *   mountDescentCurve(document.querySelector(".descent-curve"));
 *
 * Hears `explanation` (it needs the part "step"); tells `set` (detail: {learningRate}).
 *
 * ARIA: the chart is a slider for the learning rate, a tenth of a power of ten for each arrow key; its value text tells
 * the rate and the loss that it leads to.
 */

import { draw, label } from "./chart-drawing.js";
import { bestRate, descentGeometry, verdictOf } from "./descent-geometry.js";
import { formatNumber } from "./formatting.js";
import { exponentOf, rateAt } from "./learning-rates.js";
import { t } from "./messages.js";

const HEIGHT = 280;
const [LOWEST, HIGHEST] = [-4, 3];
const STEPS = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 };

export function mountDescentCurve(element) {
  const part = (selector) => element.querySelector(selector);
  const [chart, svg] = [part(".chart"), part("svg")];
  let step = null;
  let state = { label: null };
  let geometry = null;
  let width = 0;

  element.addEventListener("explanation", ({ detail }) => {
    const { explanation } = detail;
    state = detail.state;
    if (explanation === null || explanation.step !== undefined) step = explanation?.step ?? null;
    update();
  });
  chart.addEventListener("pointerdown", (event) => {
    chart.setPointerCapture(event.pointerId);
    choose(event);
  });
  chart.addEventListener("pointermove", (event) => chart.hasPointerCapture(event.pointerId) && choose(event));
  chart.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !step) return;
    event.preventDefault();
    const exponent = exponentOf(step.learning_rate) + STEPS[event.key];
    set(Math.min(HIGHEST, Math.max(LOWEST, exponent)));
  });
  document.addEventListener("language", update);
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    update();
  }).observe(chart);

  const choose = ({ clientX }) => geometry && set(exponentOf(geometry.rateAt(clientX - svg.getBoundingClientRect().left)));

  function set(exponent) {
    const learningRate = rateAt(exponent);
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { learningRate } }));
  }

  function update() {
    part(".seen").hidden = step === null;
    part(".waiting").textContent = step ? "" : t(state.label === null ? "label-choice.say" : "learn.waiting");
    if (!step || width === 0) return;
    const size = { width, height: HEIGHT };
    geometry = descentGeometry(size, step);
    drawDescent(svg, size, geometry);
    const { history, learning_rate: rate, new_loss: next } = step;
    const values = { rate: formatNumber(rate), now: formatNumber(history.at(-1)), next: formatNumber(next ?? NaN) };
    const verdict = t(`descent-curve.${verdictOf(step)}`, { ...values, best: formatNumber(bestRate(step.curve)) });
    chart.setAttribute("aria-valuenow", exponentOf(rate).toFixed(2));
    chart.setAttribute("aria-valuetext", verdict);
    part(".verdict").textContent = verdict;
    part(".history").textContent =
      history.length > 1 ? t("descent-curve.history", { losses: history.map(formatNumber).join(" → ") }) : "";
  }
}

function drawDescent(svg, { width, height }, { plot, path, nowY, marker, xTicks, yTicks }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const clip = draw("clipPath", "", { id: "descent-plot" });
  clip.append(draw("rect", "", { x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.bottom - plot.top }));
  svg.replaceChildren(
    clip,
    ...yTicks.map(({ y }) => draw("line", "grid", { x1: plot.left, x2: plot.right, y1: y, y2: y })),
    ...yTicks.map(({ value, y }) => label("y", plot.left - 8, y + 4, formatNumber(value))),
    ...xTicks.map(({ value, x }) => label("x", x, plot.bottom + 18, formatNumber(value))),
    label("x name", (plot.left + plot.right) / 2, plot.bottom + 38, t("label-choice.rate")),
    draw("line", "now", { x1: plot.left, x2: plot.right, y1: nowY, y2: nowY }),
    label("here", plot.left + 6, nowY - 6, t("descent-curve.now")),
    draw("path", "curve", { d: path, "clip-path": "url(#descent-plot)" }),
    draw("line", "marker", { x1: marker.x, x2: marker.x, y1: plot.top, y2: plot.bottom }),
    ...(marker.inside ? [draw("circle", "dot", { cx: marker.x, cy: marker.y, r: 6 })] : []),
  );
}
