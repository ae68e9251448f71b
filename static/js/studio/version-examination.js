/**
 * How a version did in both exams beside another one, where it errs, what it wins and loses.
 *
 *   mountVersionExamination(document.querySelector(".version-examination"));
 *
 * Hears `examining` (detail: a version), `examined` (detail: {examination, comparison}), `cell` (detail: {label, answered,
 * count, drawings}), `packed` (detail: {file, name}) and `failure` (detail: an ApiError); tells `openCell` (detail:
 * {version, exam, label, answered}) and `takeHome` (detail: {version, kind}).
 *
 * ARIA: intervals are told as figures; the confusion matrix is a table whose cells are buttons.
 */

import { mountConfusionMatrix } from "../charts/confusion-matrix.js";
import { showInterval } from "../charts/interval.js";
import { scaleOf } from "../charts/interval-geometry.js";
import { at } from "../common/addresses.js";
import { formatChance, formatCount, formatPercent } from "../common/formatting.js";
import { errorText, language, t } from "../common/messages.js";
import { saveFile } from "../common/save-file.js";
import { showTiles } from "./drawing-tiles.js";

const FEW = 10; // drawings: of fewer an interval tells nothing
const TELLING = 0.05;

export function mountVersionExamination(element) {
  const part = (selector) => element.querySelector(selector);
  const blueprint = part("template").content.firstElementChild;
  const matrix = mountConfusionMatrix(part(".confusion-matrix"), {
    nameOf: (cell) => cellName(cell),
    open({ label, answered }) {
      const detail = { version: state.version, exam: state.exam, label, answered };
      element.dispatchEvent(new CustomEvent("openCell", { bubbles: true, detail }));
    },
  });
  let state = { version: null, examination: null, comparison: null, exam: "mnist", cell: null, packing: false, error: null };

  const show = (change) => {
    state = { ...state, ...change };
    update();
  };
  element.addEventListener("examining", ({ detail: version }) => {
    show({ version, examination: null, comparison: null, cell: null, packing: false, error: null });
    part("h2").focus();
  });
  element.addEventListener("examined", ({ detail }) => show(detail));
  element.addEventListener("cell", ({ detail }) => show({ cell: detail }));
  element.addEventListener("packed", ({ detail: { file, name } }) => {
    show({ packing: false });
    saveFile(file, name);
  });
  element.addEventListener("failure", ({ detail }) => show({ packing: false, error: detail }));
  part(".take-home").addEventListener("click", (event) => {
    const { kind } = event.target.closest("a")?.dataset ?? {};
    if (!kind) return;
    event.preventDefault(); // a browser that follows the link says nothing of a refusal
    if (state.packing) return;
    show({ packing: true, error: null });
    element.dispatchEvent(new CustomEvent("takeHome", { bubbles: true, detail: { version: state.version, kind } }));
  });
  part(".which").addEventListener("change", ({ target }) => show({ exam: target.value, cell: null }));
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    const { version, examination, comparison, error } = state;
    element.hidden = version === null;
    if (version === null) return;
    for (const link of element.querySelectorAll(".take-home a")) {
      link.href = at(`/admin/models/${version}/export/${link.dataset.kind}`);
    }
    const waiting = !examination && !error;
    element.setAttribute("aria-busy", String(waiting));
    part(".waiting").hidden = !waiting;
    part(".content").hidden = !examination;
    part(".packing").textContent = state.packing ? t("exams.packing") : "";
    part(".trouble").hidden = error === null;
    part(".trouble").textContent = error ? errorText(error) : "";
    const alone = comparison === null || comparison.champion === version;
    part("h2").textContent = alone ? t("exams.heading", { version }) : t("exams.heading.beside", comparison);
    if (!examination) return;
    const refusal = { name: "refusal", result: examination.refusal };
    part(".exams").replaceChildren(...[...examination.exams, refusal].map((exam) => examFigure(exam, alone)));
    updateDetails(alone);
  }

  function examFigure({ name, result }, alone) {
    const figure = blueprint.cloneNode(true);
    const beside = { name: "refusal", champion: state.comparison?.refusal };
    const compared = alone ? null : [...state.comparison.exams, beside].find((exam) => exam.name === name);
    const results = [result, compared?.champion].filter(Boolean);
    const scale = scaleOf(results);
    figure.querySelector(".name").textContent = t(`exams.${name}`);
    figure.querySelector(".examples").textContent = t(name === "refusal" ? "exams.refusal.examples" : "exams.examples", { count: counted(result.examples) });
    fillResult(figure.querySelector(".challenger"), state.version, result, scale);
    figure.querySelector(".result.champion").hidden = !compared;
    if (compared) fillResult(figure.querySelector(".result.champion"), state.comparison.champion, compared.champion, scale);
    figure.querySelector(".verdict").textContent = name === "refusal" ? t("exams.refusal.told") : compared ? verdictOf(compared) : "";
    return figure;
  }

  function fillResult(line, version, result, scale) {
    const interval = { low: formatPercent(result.low, 2), high: formatPercent(result.high, 2) };
    line.querySelector(".version").textContent = version;
    showInterval(line.querySelector(".interval-track"), result, scale);
    line.querySelector(".accuracy").textContent = formatPercent(result.accuracy, 2);
    line.querySelector(".range").textContent = result.examples < FEW ? t("exams.few") : t("exams.interval", interval);
  }

  function verdictOf({ won, lost, chance }) {
    const key = won + lost === 0 ? "same" : won === lost ? "even" : chance >= TELLING ? "chance" : won > lost ? "better" : "worse";
    return t(`exams.verdict.${key}`, { won: counted(won), lost: counted(lost), chance: formatChance(chance) });
  }

  function updateDetails(alone) {
    const exam = state.examination.exams.find(({ name }) => name === state.exam);
    const compared = alone ? null : state.comparison.exams.find(({ name }) => name === state.exam);
    part(".none").hidden = exam !== undefined;
    part(".details").hidden = exam === undefined;
    if (!exam) return;
    for (const kind of ["won", "lost"]) {
      part(`.${kind}`).hidden = !compared;
      if (!compared) continue;
      const drawings = compared[`${kind}_drawings`];
      part(`.${kind} h3`).textContent = headOf(t(`exams.${kind}`, { count: counted(compared[kind]) }), drawings, compared[kind]);
      const caption = ({ label, answered, other_answered: other }) => t(`exams.pair.${kind}`, { label, answered, other });
      showTiles(part(`.${kind} .tiles`), drawings, caption);
    }
    matrix.show(exam.confusion, state.cell);
    const { cell } = state;
    part(".opened h3").textContent = cell ? headOf(cellName(cell), cell.drawings, cell.count) : t("exams.mistakes");
    const caption = ({ label, answered }) => t("exams.mistake", { label, answered });
    showTiles(part(".opened .tiles"), cell ? cell.drawings : exam.mistakes.slice(0, 24), caption);
  }

  const counted = (count) => formatCount(count, language());
  const cellName = ({ label, answered, count }) => t("exams.cell", { label, answered, count: counted(count) });
  /** "Lost: 250, the first 60 shown": a page of thousands of pictures would help nobody. */
  const headOf = (name, { length }, count) => (length < count ? t("exams.shown", { name, shown: length }) : name);
}
