/**
 * The trainings so far; choosing one shows its curves.
 *
 *   mountTrainingTable(document.querySelector(".training-table"));
 *
 * Hears `trainings` (detail: {trainings, shown}: TrainingStatus[] newest first, and the id of the one on show); tells
 * `showTraining` (detail: the id) and `openTraining` (detail: {id, isOpen}), for visitors who have the time machine's link.
 *
 * ARIA: a table with explicit roles (a narrow screen stacks its cells); the row on show has aria-current.
 */

import { at } from "../common/addresses.js";
import { formatPercent, formatTime } from "../common/formatting.js";
import { language, t } from "../common/messages.js";
import { addressOf } from "../learn/state.js";

export function mountTrainingTable(element) {
  const table = element.querySelector("table");
  const body = element.querySelector("tbody");
  const blueprint = element.querySelector("template");
  const labels = [...element.querySelectorAll("thead th")];
  let state = null; // until it is told

  element.addEventListener("trainings", ({ detail }) => {
    state = detail;
    update();
  });
  body.addEventListener("click", (event) => {
    const id = event.target.closest("button.show")?.dataset.training;
    if (id) element.dispatchEvent(new CustomEvent("showTraining", { bubbles: true, detail: id }));
  });
  body.addEventListener("change", ({ target }) => {
    const detail = { id: target.value, isOpen: target.checked };
    element.dispatchEvent(new CustomEvent("openTraining", { bubbles: true, detail }));
  });
  document.addEventListener("language", update);

  function update() {
    if (state === null) return;
    const { trainings, shown } = state;
    table.hidden = trainings.length === 0;
    element.querySelector(".empty").hidden = trainings.length > 0;
    while (body.children.length > trainings.length) body.lastElementChild.remove();
    while (body.children.length < trainings.length) body.append(blueprint.content.cloneNode(true));
    trainings.forEach((training, place) => fillRow(body.children[place], training, training.id === shown));
  }

  function fillRow(row, training, isShown) {
    const part = (selector) => row.querySelector(selector);
    const { validation_accuracy: share } = training;
    row.classList.toggle("current", isShown);
    row.setAttribute("aria-current", String(isShown));
    part(".id").textContent = training.id;
    part(".state").textContent = t(`state.${training.state}`);
    part(".epochs").textContent = `${training.history.length} / ${training.epochs}`;
    part(".validation_accuracy").textContent = share === null ? "–" : formatPercent(share, 2);
    part(".created").textContent = formatTime(training.created_at, language());
    part(".version").textContent = training.model_version ?? "–";
    [...row.children].forEach((cell, column) => cell.setAttribute("data-label", labels[column].textContent));
    // The newest epoch is always kept; before the first one there is the untrained network.
    part(".time-machine").hidden = training.epoch === 0;
    part(".time-machine").href = at(`/learn${addressOf({ chapter: 10, network: `${training.id}@${training.history.length}` })}`);
    const open = part(".visitors input");
    part(".visitors").hidden = training.epoch === 0;
    open.value = training.id;
    open.checked = training.open_to_visitors;
    open.setAttribute("aria-label", t("trainings.open.one", { id: training.id }));
    const button = part("button");
    button.dataset.training = training.id;
    button.textContent = t("trainings.show");
    button.setAttribute("aria-label", t("trainings.show.one", { id: training.id }));
  }
  update();
}
