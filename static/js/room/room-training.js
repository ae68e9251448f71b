/**
 * "Learn from us": part of the class teaches the network, the others examine it; before and after, drawings won and lost.
 *
 *   mountRoomTraining(document.querySelector(".room-training"));
 *
 * Hears `training` (detail: {state: what createRoomState() gives, comparison: GET /rooms/{code}/comparison, or null}); tells
 * `act` ("learn", by its button) and `answerWith` (detail: a version, or null for the champion).
 *
 * ARIA: what is going on is a status, told at its beginning and its end; the steps between are a progress bar.
 */

import { drawChart } from "../charts/chart-drawing.js";
import { chartGeometry } from "../charts/chart-geometry.js";
import { FINAL_STATES } from "../common/api.js";
import { formatPercent, roughDurationMessage } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { showResults } from "./result-lines.js";
import { showTiles } from "./room-results.js";

const HEIGHT = 220;

export function mountRoomTraining(element) {
  const part = (selector) => element.querySelector(selector);
  let shown = null; // {state, comparison}

  element.addEventListener("training", ({ detail }) => {
    shown = detail;
    update();
  });
  part(".start").addEventListener("click", () =>
    element.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: "learn" })),
  );
  part(".answering").addEventListener("change", ({ target }) => {
    const detail = target.value === "own" ? shown.state.room.challenger : null;
    element.dispatchEvent(new CustomEvent("answerWith", { bubbles: true, detail }));
  });
  document.addEventListener("language", update);
  new ResizeObserver(update).observe(part(".learning-curves"));

  function update() {
    const training = shown?.state.training;
    const isRunning = training && !FINAL_STATES.includes(training.state);
    part(".start").hidden = Boolean(isRunning);
    part(".start").textContent = t(training && !isRunning ? "room.training.again" : "room.training.start");
    const told = training ? stateText(training) : "";
    if (part(".state").textContent !== told) part(".state").textContent = told;
    part("progress").hidden = !isRunning;
    part("progress").value = training?.epochs ? training.epoch / training.epochs : 0;
    const curve = training?.curve ?? [];
    part(".learning-curves").hidden = curve.length < 2;
    if (curve.length > 1) updateCurve(curve, training.epochs);
    updateOutcome(training);
  }

  function updateCurve(curve, epochs) {
    const svg = part("svg");
    const size = { width: svg.clientWidth || 640, height: HEIGHT };
    const series = [{ name: "validation", values: curve.map(({ loss }) => loss), places: curve.map(({ epoch }) => epoch) }];
    const geometry = chartGeometry(size, series, epochs, { low: 0, first: Math.min(1, curve[0].epoch) });
    drawChart(svg, size, geometry, { epoch: curve.at(-1).epoch, tick: (value) => String(Number(value.toPrecision(2))) });
  }

  function updateOutcome(training) {
    const comparison = shown?.comparison;
    part(".outcome").hidden = !comparison || training?.state !== "succeeded";
    if (!comparison) return;
    const { before, after, won, lost } = comparison;
    const { state } = shown;
    showResults(part(".intervals"), [
      { ...before, name: t("room.training.before") },
      { ...after, name: t("room.training.after") },
    ]);
    part(".verdict").textContent = t(`room.training.${after.right > before.right ? "better" : after.right < before.right ? "worse" : "same"}`, {
      before: formatPercent(before.accuracy, 0),
      after: formatPercent(after.accuracy, 0),
      teachers: comparison.teachers.length,
      examiners: comparison.examiners.length,
    });
    const isOwn = state.room.challenger !== null && state.room.model_version === state.room.challenger;
    for (const radio of element.querySelectorAll("[name=answering]")) radio.checked = (radio.value === "own") === isOwn;
    for (const [name, ids] of [["won", won], ["lost", lost]]) {
      part(`.${name} h3`).textContent = t(`room.training.${name}`, { count: ids.length });
      showTiles(part(`.${name} .tiles`), ids, state);
    }
  }
}

function stateText({ state, seconds_left: left, error }) {
  if (state === "failed") return t("room.training.failed", { error: error ?? "" });
  if (state !== "running" || !left) return t(`room.training.${state}`);
  const { key, values } = roughDurationMessage(left);
  return t("room.training.left", { duration: t(key, values) });
}
