/**
 * The loss after one step, over the length of the step, and below it what the same step does to other digits: too small
 * and too large a learning rate can be seen. With it the loss so far, step by step.
 *
 *   mountDescentCurve(document.querySelector(".descent-curve"));
 *
 * Hears `state` and `explanation` (it needs the part "step"); tells `set` (detail: {learningRate}).
 *
 * ARIA: the chart is a slider for the learning rate, a tenth of a power of ten for each arrow key; its value text tells
 * the rate and the loss that it leads to. The loss so far is told in a sentence, and in full to those who hear the page.
 */

import { draw, label } from "../../charts/chart-drawing.js";
import { formatNumber } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { hold } from "../../drawing/pen-input.js";
import { waitingFor } from "../explanation-part.js";
import { exponentOf, rateAt } from "../learning-rates.js";
import { START } from "../state.js";
import { betterRate, descentGeometry, historyGeometry, verdictOf } from "./descent-geometry.js";

const HEIGHT = 360;
const [HISTORY_WIDTH, HISTORY_HEIGHT] = [560, 130];
const [LOWEST, HIGHEST] = [-4, 3];
const ENDS = { Home: LOWEST, End: HIGHEST };
const STEPS = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 };

export function mountDescentCurve(element) {
  const part = (selector) => element.querySelector(selector);
  const [chart, svg] = [part(".chart"), part(".chart svg")];
  let step = null;
  let state = START;
  let geometry = null;
  let width = 0;

  element.addEventListener("explanation", ({ detail }) => {
    const { explanation } = detail;
    state = detail.state;
    if (explanation === null || explanation.step !== undefined) step = explanation?.step ?? null;
    update();
  });
  element.addEventListener("state", ({ detail }) => {
    state = detail;
  });
  chart.addEventListener("pointerdown", (event) => {
    hold(chart, event);
    choose(event);
  });
  chart.addEventListener("pointermove", (event) => chart.hasPointerCapture(event.pointerId) && choose(event));
  chart.addEventListener("keydown", (event) => {
    const exponent = ENDS[event.key] ?? exponentOf(state.learningRate ?? step?.learning_rate) + STEPS[event.key];
    if (Number.isNaN(exponent)) return;
    event.preventDefault();
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
    if (learningRate === state.learningRate) return;
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { learningRate } }));
  }

  function update() {
    part(".seen").hidden = step === null;
    part(".waiting").textContent = step ? "" : waitingFor(state);
    if (!step || width === 0) return;
    const size = { width, height: HEIGHT };
    geometry = descentGeometry(size, step);
    drawDescent(svg, size, step.others.count, geometry);
    const verdict = verdictText();
    chart.setAttribute("aria-valuenow", exponentOf(step.learning_rate).toFixed(2));
    chart.setAttribute("aria-valuetext", verdict);
    part(".verdict").textContent = verdict;
    updateHistory(step.history);
  }

  function verdictText() {
    const { others, history, learning_rate, new_loss } = step;
    return t(`descent-curve.${verdictOf(step)}`, {
      rate: formatNumber(learning_rate),
      now: formatNumber(history.at(-1)),
      next: formatNumber(new_loss ?? NaN),
      best: formatNumber(Number(betterRate(step).toPrecision(2))),
      count: others.count,
      before: others.right_now,
      right: others.right_next,
    });
  }

  function updateHistory(history) {
    const figure = part(".history");
    figure.hidden = history.length < 2;
    if (figure.hidden) return;
    const losses = history.map(formatNumber);
    const values = { count: history.length - 1, first: losses[0], last: losses.at(-1), losses: losses.join(", ") };
    part(".so-far").textContent = t("descent-curve.so-far", values);
    part(".history .visually-hidden").textContent = t("descent-curve.history", values);
    const size = { width: Math.min(width, HISTORY_WIDTH), height: HISTORY_HEIGHT };
    drawHistory(part(".history svg"), size, historyGeometry(size, history));
  }
}

function drawDescent(svg, { width, height }, count, { plot, band, path, othersPath, nowY, marker, xTicks, yTicks, bandTicks }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const clip = draw("clipPath", "", { id: "descent-plot" });
  clip.append(draw("rect", "", { x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.bottom - plot.top }));
  svg.replaceChildren(
    clip,
    ...gridOf(plot, yTicks),
    ...gridOf(band, bandTicks),
    ...xTicks.map(({ value, x }) => label("x", x, band.bottom + 18, formatNumber(value))),
    label("x name", (plot.left + plot.right) / 2, band.bottom + 38, t("label-choice.rate")),
    label("name", plot.left, plot.top - 12, t("descent-curve.loss")),
    label("name", band.left, band.top - 12, t("descent-curve.others", { count })),
    draw("line", "now", { x1: plot.left, x2: plot.right, y1: nowY, y2: nowY }),
    label("here", plot.left + 6, nowY - 6, t("descent-curve.now")),
    draw("path", "curve", { d: path, "clip-path": "url(#descent-plot)" }),
    draw("path", "curve others", { d: othersPath }),
    draw("line", "marker", { x1: marker.x, x2: marker.x, y1: plot.top, y2: band.bottom }),
    ...(marker.inside ? [draw("circle", "dot", { cx: marker.x, cy: marker.y, r: 6 })] : []),
    draw("circle", "dot", { cx: marker.x, cy: marker.othersY, r: 6 }),
  );
}

function drawHistory(svg, { width, height }, { plot, path, points, xTicks, yTicks }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.maxWidth = `${width}px`;
  svg.setAttribute("height", height);
  svg.replaceChildren(
    ...gridOf(plot, yTicks),
    ...xTicks.map(({ value, x }) => label("x", x, plot.bottom + 18, value)),
    draw("path", "curve", { d: path }),
    ...points.map(([cx, cy]) => draw("circle", "point", { cx, cy, r: 3 })),
  );
}

const gridOf = ({ left, right }, ticks) =>
  ticks.flatMap(({ value, y }) => [
    draw("line", "grid", { x1: left, x2: right, y1: y, y2: y }),
    label("y", left - 8, y + 4, tick(value)),
  ]);

/** What is too small to be written out is written as 6e−5. */
const tick = (value) => (value === 0 || value >= 1e-3 ? formatNumber(value) : value.toExponential().replace("-", "−"));
