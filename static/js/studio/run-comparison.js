/**
 * Trainings side by side: one chart, and a table in which the settings that differ stand out.
 *
 *   mountRunComparison(document.querySelector(".run-comparison"));
 *
 * Hears `runs` (detail: {trainings, chosen}: TrainingStatus[] newest first, and the ids on show) and `failure` (detail: an
 * ApiError); tells `choose` (detail: ids).
 *
 * ARIA: native checkboxes; the chart is an image whose figures stand in the table below it.
 */

import { drawChart } from "../charts/chart-drawing.js";
import { chartGeometry } from "../charts/chart-geometry.js";
import { durationMessage, formatLoss, formatPercent } from "../common/formatting.js";
import { choiceText, errorText, hasMessage, t } from "../common/messages.js";
import { MOST_RUNS, outcomeOf, settingsOf } from "./run-settings.js";

const HEIGHT = 300;
const ACCURACY = { limits: { high: 1 }, tick: (share) => `${Number((share * 100).toFixed(2))} %` };
const LOSS = { limits: { low: 0 }, tick: formatLoss };
const MEASURES = { validation_accuracy: ACCURACY, validation_loss: LOSS, loss: LOSS };

export function mountRunComparison(element) {
  const part = (selector) => element.querySelector(selector);
  let state = { trainings: [], chosen: [] };
  let told = false;
  let measure = "validation_accuracy";
  let folded = true;

  element.addEventListener("runs", ({ detail }) => {
    state = detail;
    told = true;
    part(".trouble").hidden = true;
    update();
  });
  element.addEventListener("failure", ({ detail }) => {
    part(".trouble").hidden = false;
    part(".trouble").textContent = errorText(detail);
  });
  part(".runs").addEventListener("change", () => {
    const detail = [...part(".runs").querySelectorAll(":checked")].map(({ value }) => value);
    element.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail }));
  });
  part(".measures").addEventListener("change", ({ target }) => {
    measure = target.value;
    updateChart();
  });
  part(".fold").addEventListener("click", () => {
    folded = !folded;
    update();
  });
  document.addEventListener("language", update);
  new ResizeObserver(updateChart).observe(part("figure"));

  const onShow = () => state.chosen.map((id) => state.trainings.find((training) => training.id === id));

  function update() {
    updateChoice();
    const trainings = onShow();
    part(".empty").hidden = !told || state.trainings.length > 0;
    part(".content").hidden = trainings.length === 0;
    if (trainings.length === 0) return;
    updateChart();
    updateTable(trainings);
  }

  /** Boxes that are there already stay, so that the one in focus keeps it. */
  function updateChoice() {
    const { trainings, chosen } = state;
    const labels = [...part(".runs").querySelectorAll("label")];
    if (labels.map((label) => label.dataset.id).join() !== trainings.map(({ id }) => id).join()) {
      for (const label of labels) label.remove();
      part(".runs").append(...trainings.map(boxOf));
    }
    for (const box of part(".runs").querySelectorAll("input")) {
      box.checked = chosen.includes(box.value);
      box.disabled = !box.checked && chosen.length >= MOST_RUNS;
      box.parentElement.className = box.checked ? `lane-${chosen.indexOf(box.value) + 1}` : "";
    }
  }

  function boxOf({ id, validation_accuracy: share }) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: id });
    const told = share === null ? "" : ` ${formatPercent(share, 2)}`;
    label.dataset.id = id;
    label.append(box, Object.assign(document.createElement("span"), { textContent: `${id}${told}` }));
    return label;
  }

  function updateChart() {
    const trainings = onShow();
    const svg = part("svg");
    if (trainings.length === 0 || !svg.clientWidth) return;
    const { limits, tick } = MEASURES[measure];
    const series = trainings.map(({ history }, lane) => ({ name: `lane-${lane + 1}`, values: history.map((report) => report[measure]) }));
    const epochs = Math.max(...trainings.map((training) => training.epochs));
    const size = { width: svg.clientWidth, height: HEIGHT };
    drawChart(svg, size, chartGeometry(size, series, epochs, limits), { epoch: null, tick });
    part(".legend").replaceChildren(
      ...trainings.map(({ id }, lane) => Object.assign(document.createElement("span"), { className: `lane-${lane + 1}`, textContent: id })),
    );
  }

  function updateTable(trainings) {
    const { differing, alike } = settingsOf(trainings);
    const heads = trainings.map(({ id }, lane) => Object.assign(cellOf("th", id), { className: `lane-${lane + 1}`, scope: "col" }));
    part("thead tr").replaceChildren(cellOf("td", ""), ...heads);
    part(".outcomes").replaceChildren(...outcomes(trainings));
    part(".differing").replaceChildren(...differing.map(settingRow));
    part(".alike").replaceChildren(...alike.map(settingRow));
    part(".alike").hidden = folded;
    part(".fold").setAttribute("aria-expanded", String(!folded));
    part(".fold").textContent = t(folded ? "compare.unfold" : "compare.fold", { count: alike.length });
  }

  function outcomes(trainings) {
    const found = trainings.map(outcomeOf);
    const rows = {
      state: trainings.map(({ state: name }) => t(`state.${name}`)),
      best: found.map(({ best, bestEpoch: epoch }) => (best === null ? "–" : t("compare.best_at", { share: formatPercent(best, 2), epoch }))),
      final_loss: found.map(({ loss }) => (loss === null ? "–" : formatLoss(loss))),
      time: found.map(({ seconds }) => (seconds === null ? "–" : durationOf(seconds))),
      version: trainings.map(({ model_version: version }) => version ?? "–"),
    };
    return Object.entries(rows).map(([name, values]) => rowOf(t(`compare.${name}`), values));
  }

  const settingRow = ({ name, values }) => rowOf(hasMessage(`setting.${name}`) ? t(`setting.${name}`) : name, values.map((value) => (value === null ? noneOf(name) : choiceText(value))));
  update();
}

/** What an empty setting means: "all" examples. */
const noneOf = (name) => (hasMessage(`setting.${name}.empty`) ? t(`setting.${name}.empty`) : "–");

function durationOf(seconds) {
  const { key, values } = durationMessage(seconds);
  return t(key, values);
}

function rowOf(name, values) {
  const row = document.createElement("tr");
  row.append(Object.assign(cellOf("th", name), { scope: "row" }), ...values.map((value) => cellOf("td", value)));
  return row;
}

const cellOf = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
