/**
 * A race: up to four small networks learn side by side, and their losses are drawn as they come.
 *
 *   mountRace(document.querySelector(".race"), {follow});
 *
 * `follow(lanes, {onEvent, onFailure})` starts a race and returns what stops it. Hears `state`: each chapter has a
 * question of its own to begin with, and a race that nobody looks at is stopped. Tells `finish` when one has been run.
 *
 * ARIA: each lane is a group of native selects; the chart is an image whose name tells how each line runs, and the results
 * stand in a table. What the race is doing is a status line; the many steps between aren't announced.
 */

import { formatLoss, formatPercent, roughDurationMessage } from "../../common/formatting.js";
import { errorText, t } from "../../common/messages.js";
import { drawRace } from "./race-chart.js";
import { raceGeometry } from "./race-geometry.js";
import { differing, isAboutDropout, laneCode, MOST_LANES, PRESETS, presetOf, withLane, withoutLane, withSetting } from "./race-lanes.js";
import { hasMixedLosses, heard, isBusy, recordOf, remarkOf } from "./race-record.js";

const HEIGHT = 240;
const LONGEST_NAME = 124; // in pixels; beyond it a line bears only its letter
const MARKS = "ABCD";
const share = (value) => (value === null ? "–" : formatPercent(value));

export function mountRace(element, { follow }) {
  const part = (selector) => element.querySelector(selector);
  const rows = [...element.querySelectorAll(".lane")];
  const presets = [...element.querySelectorAll("[data-preset]")];
  const chart = part(".chart");
  let lanes = PRESETS.activation;
  let record = recordOf(lanes);
  let measure = "loss";
  let question = null; // the preset of the chapter on show
  let leave = () => {};
  let frame = 0;

  element.addEventListener("state", ({ detail: { chapter } }) => {
    const next = presetOf(chapter);
    if (!next) stop();
    else if (next !== question) choose(PRESETS[next]);
    question = next ?? question;
    update();
  });
  for (const preset of presets) preset.addEventListener("click", () => choose(PRESETS[preset.dataset.preset]));
  rows.forEach((row, place) => {
    row.addEventListener("change", ({ target: { name, value } }) => {
      choose(withSetting(lanes, place, name, isRate(name) ? Number(value) : value));
    });
    row.querySelector(".remove").addEventListener("click", () => {
      choose(withoutLane(lanes, place));
      rows[Math.min(place, lanes.length - 1)].querySelector("select").focus();
    });
  });
  part(".add").addEventListener("click", () => {
    choose(withLane(lanes));
    rows[lanes.length - 1].querySelector("select").focus();
  });
  part(".start").addEventListener("click", () => (isBusy(record) ? stop() : start()));
  part(".measures").addEventListener("change", ({ target }) => {
    measure = target.value;
    update();
  });
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  document.addEventListener("language", update);
  new ResizeObserver(updateSoon).observe(element);

  /** Other lanes, another race: what was drawn of the last one is no longer theirs. */
  function choose(next) {
    leave();
    lanes = next;
    record = recordOf(lanes);
    update();
  }

  function start() {
    record = recordOf(lanes, "starting");
    leave = follow(lanes.map(laneCode), {
      onEvent(name, data) {
        record = heard(record, name, data);
        if (record.phase === "finished") element.dispatchEvent(new CustomEvent("finish", { bubbles: true }));
        updateSoon();
      },
      onFailure(error) {
        record = { ...record, phase: "failed", error };
        update();
      },
    });
    update();
  }

  function stop() {
    if (!isBusy(record)) return;
    leave();
    record = { ...record, phase: "stopped" };
    update();
  }

  /** Reports come faster than a screen can show them. */
  function updateSoon() {
    frame ||= requestAnimationFrame(update);
  }

  function update() {
    cancelAnimationFrame(frame);
    frame = 0;
    element.setAttribute("aria-busy", String(isBusy(record)));
    rows.forEach(updateRow);
    for (const preset of presets) {
      const chosen = lanes.map(laneCode).join() === PRESETS[preset.dataset.preset].map(laneCode).join();
      preset.setAttribute("aria-pressed", String(chosen));
    }
    part(".add").disabled = isBusy(record) || lanes.length === MOST_LANES;
    part(".start").textContent = t(isBusy(record) ? "race.stop" : "race.start");
    setText(part(".status"), statusOf(record));
    part(".trouble").hidden = record.error === null;
    setText(part(".trouble"), record.error ? troubleOf(record.error) : "");
    updateChart();
    updateResults();
  }

  function updateRow(row, place) {
    const lane = lanes[place];
    row.hidden = !lane;
    if (!lane) return;
    const mark = MARKS[place];
    row.setAttribute("aria-label", t("race.one", { mark }));
    for (const select of row.querySelectorAll("select")) {
      select.value = String(lane[select.name]);
      select.disabled = isBusy(record);
    }
    const remove = row.querySelector(".remove");
    remove.disabled = isBusy(record) || lanes.length === 1;
    remove.setAttribute("aria-label", t("race.remove", { mark }));
    remove.title = t("race.remove", { mark });
  }

  function updateChart() {
    const mixed = hasMixedLosses(record);
    const shown = measure === "loss" && mixed ? "share" : measure;
    const names = namesOf(record.lanes);
    const size = { width: chart.clientWidth || 400, height: HEIGHT };
    const labelWidth = 26 + Math.max(...names.map(widthOf));
    const tick = measure === "accuracy" || mixed ? (value) => `${Math.round(value * 100)} %` : formatLoss;
    drawRace(chart, size, raceGeometry(size, record, { measure: shown, labelWidth, isNear: isAboutDropout(record.lanes) }), { tick, names });
    setText(part("figcaption .help"), t(`race.${shown}.help`));
    chart.setAttribute("aria-label", [t(`race.${shown}.help`), ...record.tracks.map(describe)].join(" "));
  }

  function describe({ points, ranAway }, place) {
    const name = nameOf(record.lanes, place, true);
    if (points.length === 0) return t("race.line.empty", { name });
    const [first, last] = [points[0], points.at(-1)].map((point) => formatLoss(point.loss));
    const training = formatLoss(points.at(-1).seen ?? NaN);
    const values = { name, first, last, training, step: points.at(-1).step, share: share(points.at(-1).accuracy) };
    return t(ranAway === null ? "race.line" : "race.line.ran_away", values);
  }

  function updateResults() {
    part(".results").hidden = record.phase !== "finished";
    part("tbody").replaceChildren(...record.results.flatMap((result) => rowsOf(result, nameOf(record.lanes, result.lane, true))));
  }
  update();
}

/** A result's figures, and in a row of its own what is to be said of them. */
function rowsOf(result, name) {
  const remark = remarkOf(result);
  const texts = [share(result.accuracy), share(result.training_accuracy), formatLoss(result.loss ?? NaN)];
  const head = create("th", { scope: "row", textContent: name });
  const row = create("tr", { className: `lane-${result.lane + 1}${remark ? " has-remark" : ""}` });
  row.append(head, ...texts.map((textContent) => create("td", { textContent })));
  if (!remark) return [row];
  const below = create("tr", { className: "remark" });
  below.append(create("td", { colSpan: 4, textContent: t(`race.remark.${remark}`) }));
  return [row, below];
}

const create = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** A live region that is written again is read again, so only news is written. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function statusOf({ phase, place, wait, steps, seconds }) {
  const { key, values } = roughDurationMessage(wait);
  return phase === "failed" ? "" : t(`race.${phase}`, { place, wait: t(key, values), steps, seconds: seconds.toFixed(1) });
}

const troubleOf = (error) => (error.code === "network" ? t("error.network.admin") : errorText(error));

/** "B tanh": the letter, and that in which the lane differs from the others; in full "B Learning rate 0.1". */
function nameOf(lanes, place, inFull = false) {
  const words = differing(lanes).map((name) => {
    const value = lanes[place][name];
    if (!isRate(name)) return t(`choice.${value}`);
    return inFull ? `${t(`setting.${name}`)} ${value}` : value;
  });
  return [MARKS[place], words.join(" · ")].join(" ").trim();
}

const isRate = (name) => name.endsWith("_rate");

/** What stands at the lines' ends: their names, or the letters alone where names would leave too little of the chart. */
function namesOf(lanes) {
  const names = lanes.map((_, place) => nameOf(lanes, place));
  return names.some((name) => widthOf(name) > LONGEST_NAME) ? lanes.map((_, place) => MARKS[place]) : names;
}

/** About how wide a text of 12 pixels is; Chinese signs are square. */
const widthOf = (text) => [...text].reduce((width, sign) => width + (sign > "\u2e80" ? 12 : 6.4), 0);
