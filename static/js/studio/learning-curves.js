/**
 * Loss and accuracy, training and validation, by epoch and by batch, as two line charts.
 *
 *   mountLearningCurves(document.querySelector(".learning-curves"));
 *
 * Hears `training` (detail: a TrainingStatus) and `curve` (detail: a TrainingCurve or null, of the same training).
 *
 * ARIA: the charts are images with a name; the native range input below them reads them out epoch by epoch, with arrow
 * keys as with the mouse, and the same numbers stand in a table.
 */

import { drawChart } from "../charts/chart-drawing.js";
import { chartGeometry } from "../charts/chart-geometry.js";
import { formatLoss, formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";

const HEIGHT = 190;
const COLUMNS = ["loss", "validation_loss", "training_accuracy", "validation_accuracy", "learning_rate", "seconds"];
const accuracy = (share) => (Number.isFinite(share) ? formatPercent(share, 2) : "–");
const CELL_FORMATS = { training_accuracy: accuracy, validation_accuracy: accuracy, learning_rate: formatLoss };
const MEASURES = {
  loss: {
    training: "loss",
    validation: "validation_loss",
    batch: "loss",
    start: "start_loss",
    limits: { low: 0, first: 0 },
    format: formatLoss,
    tick: formatLoss,
  },
  accuracy: {
    training: "training_accuracy",
    validation: "validation_accuracy",
    batch: "accuracy",
    start: "start_accuracy",
    limits: { high: 1, first: 0 },
    format: accuracy,
    tick: (share) => `${Number((share * 100).toFixed(2))} %`,
  },
};

export function mountLearningCurves(element) {
  const figures = [...element.querySelectorAll("figure")];
  const scrubber = element.querySelector(".scrubber input");
  const readout = element.querySelector(".scrubber output");
  let training = null;
  let curve = null;
  let chosen = null; // an epoch, or null to follow the newest
  let pointed = null; // the epoch under the pointer, which goes before it
  const geometries = new Map();

  element.addEventListener("training", ({ detail }) => {
    if (detail?.id !== training?.id) chosen = pointed = curve = null;
    training = detail;
    update();
  });
  element.addEventListener("curve", ({ detail }) => {
    curve = detail;
    update();
  });
  scrubber.addEventListener("input", () => {
    const epoch = Math.max(1, Number(scrubber.value));
    chosen = epoch < training.history.length ? epoch : null;
    point(null);
  });
  for (const figure of figures) {
    const svg = figure.querySelector("svg");
    const pointAt = (event) => point(geometries.get(figure)?.epochAt(event.clientX - svg.getBoundingClientRect().left));
    svg.addEventListener("pointermove", pointAt);
    svg.addEventListener("pointerdown", pointAt);
    svg.addEventListener("pointerleave", () => point(null));
  }
  addEventListener("blur", () => pointed !== null && point(null)); // a pointer that leaves the window may not say so
  document.addEventListener("language", update);
  new ResizeObserver(update).observe(element);

  function point(epoch) {
    pointed = epoch;
    update();
  }

  function update() {
    const history = training?.history ?? [];
    const epoch = Math.min(pointed ?? chosen ?? history.length, history.length);
    element.hidden = history.length === 0 && (curve?.start_loss ?? null) === null;
    if (element.hidden) return;
    for (const figure of figures) updateChart(figure, history, epoch);
    element.querySelector("details").hidden = element.querySelector(".scrubber").hidden = history.length === 0;
    if (history.length === 0) return;
    // As long as the charts' axis, so that its thumb stands right below the marked epoch.
    scrubber.max = training.epochs;
    scrubber.value = epoch;
    scrubber.disabled = history.length < 2;
    scrubber.setAttribute("aria-valuetext", describe(history[epoch - 1]));
    readout.textContent = t("curves.readout.epoch", { epoch, epochs: training.epochs });
    updateTable(history);
  }

  function updateChart(figure, history, epoch) {
    const { training: first, validation, batch, start, limits, format, tick } = MEASURES[figure.dataset.measure];
    const svg = figure.querySelector("svg");
    const ends = history.map((report) => report.epoch);
    const series = [
      { name: "batch", values: curve?.[batch] ?? [], places: (curve?.step ?? []).map((step) => step / curve.steps_per_epoch) },
      { name: "training", values: history.map((report) => report[first]), places: ends },
      { name: "validation", values: [curve?.[start] ?? null, ...history.map((report) => report[validation])], places: [0, ...ends] },
    ];
    const size = { width: svg.clientWidth || 400, height: HEIGHT };
    // A first epoch alone would fill the axis with its last hundredths.
    const span = limits.high === 1 && history.length < 2 ? [0, 1] : [];
    const geometry = chartGeometry(size, series, training.epochs, { ...limits, span });
    geometries.set(figure, geometry);
    drawChart(svg, size, geometry, { epoch, tick, changes: (training.changes ?? []).map((change) => placeOf(change, training)) });
    figure.querySelector("output").textContent = readoutOf(history[epoch - 1], figure, curve);
  }

  function describe(report) {
    const told = figures.map((figure) => `${t(`curves.${figure.dataset.measure}`)}: ${readoutOf(report, figure)}`);
    return [`${t("curves.epoch")} ${report.epoch}`, ...told].join("; ");
  }

  function updateTable(history) {
    const rows = history.map((report) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: report.epoch });
      const cells = COLUMNS.map((name) =>
        Object.assign(document.createElement("td"), { textContent: (CELL_FORMATS[name] ?? formatLoss)(report[name]) }),
      );
      row.append(head, ...cells);
      return row;
    });
    element.querySelector("tbody").replaceChildren(...rows);
  }
}

/** The numbers of an epoch, or, before the first is over, how the newest batches did. */
function readoutOf(report, figure, curve) {
  const { training, validation, batch, start, format } = MEASURES[figure.dataset.measure];
  if (report) return t("curves.readout", { training: format(report[training]), validation: format(report[validation]) });
  return t("curves.readout", { training: format(curve[batch].at(-1) ?? NaN), validation: format(curve[start]) });
}

/** Where on the axis a setting was changed, in epochs. */
const placeOf = ({ epoch, step }, { steps }) => epoch - 1 + step / (steps || 1);
