/**
 * Loss and accuracy by epoch, training and validation, as two line charts.
 *
 *   mountLearningCurves(document.querySelector(".learning-curves"));
 *
 * Hears `training` (detail: a TrainingStatus).
 *
 * ARIA: the charts are images with a name; the native range input below them reads them out epoch by epoch, with arrow
 * keys as with the mouse, and the same numbers stand in a table.
 */

import { chartGeometry } from "./chart-geometry.js";
import { drawChart } from "./chart-drawing.js";
import { formatLoss, formatPercent } from "./formatting.js";
import { t } from "./messages.js";

const HEIGHT = 190;
const COLUMNS = ["loss", "validation_loss", "training_accuracy", "validation_accuracy", "learning_rate", "seconds"];
const accuracy = (share) => (Number.isFinite(share) ? formatPercent(share, 2) : "–");
const CELL_FORMATS = { training_accuracy: accuracy, validation_accuracy: accuracy, learning_rate: formatLoss };
const MEASURES = {
  loss: { training: "loss", validation: "validation_loss", limits: { low: 0 }, format: formatLoss, tick: formatLoss },
  accuracy: {
    training: "training_accuracy",
    validation: "validation_accuracy",
    limits: { high: 1 },
    format: accuracy,
    tick: (share) => `${Number((share * 100).toFixed(2))} %`,
  },
};

export function mountLearningCurves(element) {
  const figures = [...element.querySelectorAll("figure")];
  const scrubber = element.querySelector(".scrubber input");
  const readout = element.querySelector(".scrubber output");
  let training = null;
  let chosen = null; // an epoch, or null to follow the newest
  const geometries = new Map();

  element.addEventListener("training", ({ detail }) => {
    if (detail?.id !== training?.id) chosen = null;
    training = detail;
    update();
  });
  scrubber.addEventListener("input", () => choose(Number(scrubber.value)));
  for (const figure of figures) {
    const svg = figure.querySelector("svg");
    const point = (event) => choose(geometries.get(figure)?.epochAt(event.clientX - svg.getBoundingClientRect().left));
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", () => choose(null));
  }
  document.addEventListener("language", update);
  new ResizeObserver(update).observe(element);

  function choose(epoch) {
    chosen = epoch;
    update();
  }

  function update() {
    const history = training?.history ?? [];
    const epoch = Math.min(chosen ?? history.length, history.length);
    element.hidden = history.length === 0;
    if (element.hidden) return;
    for (const figure of figures) updateChart(figure, history, epoch);
    // As long as the charts' axis, so that its thumb stands right below the marked epoch.
    scrubber.max = training.epochs;
    scrubber.value = epoch;
    scrubber.disabled = history.length < 2;
    scrubber.setAttribute("aria-valuetext", describe(history[epoch - 1]));
    readout.textContent = t("curves.readout.epoch", { epoch, epochs: training.epochs });
    updateTable(history);
  }

  function updateChart(figure, history, epoch) {
    const { training: first, validation, limits, format, tick } = MEASURES[figure.dataset.measure];
    const svg = figure.querySelector("svg");
    const series = [
      { name: "training", values: history.map((report) => report[first]) },
      { name: "validation", values: history.map((report) => report[validation]) },
    ];
    const size = { width: svg.clientWidth || 400, height: HEIGHT };
    const geometry = chartGeometry(size, series, training.epochs, limits);
    geometries.set(figure, geometry);
    drawChart(svg, size, geometry, { epoch, tick });
    const report = history[epoch - 1];
    const values = { training: format(report[first]), validation: format(report[validation]) };
    figure.querySelector("output").textContent = t("curves.readout", values);
  }

  function describe(report) {
    const told = figures.map((figure) => {
      const { training: first, validation, format } = MEASURES[figure.dataset.measure];
      const values = { training: format(report[first]), validation: format(report[validation]) };
      return `${t(`curves.${figure.dataset.measure}`)}: ${t("curves.readout", values)}`;
    });
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
