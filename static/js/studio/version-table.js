/**
 * The model versions, the champion marked, every other one ready to take its place.
 *
 *   mountVersionTable(document.querySelector(".version-table"));
 *
 * Hears `models` (detail: {champion, models, jobs}: the trainings and searches that made some of them) and `failure` (detail: an ApiError); tells `promote` and `examine` (detail:
 * the version) and `rollBack`.
 *
 * ARIA: a table with explicit roles (a narrow screen stacks its cells); a change of champion is announced.
 */

import { formatCount, formatPercent, formatTime } from "../common/formatting.js";
import { choiceText, errorText, language, t } from "../common/messages.js";

export function mountVersionTable(element) {
  const body = element.querySelector("tbody");
  const blueprint = element.querySelector("template");
  const trouble = element.querySelector(".trouble");
  const announcement = element.querySelector(".announcement");
  const labels = [...element.querySelectorAll("thead th")];
  let state = { champion: null, models: [], jobs: [], error: null };

  element.addEventListener("models", ({ detail }) => {
    const changed = state.champion !== null && state.champion !== detail.champion;
    state = { ...detail, error: null };
    update();
    if (changed) announcement.textContent = t("versions.changed", { version: detail.champion });
  });
  element.addEventListener("failure", ({ detail }) => {
    state = { ...state, error: detail };
    update();
  });
  body.addEventListener("click", (event) => {
    const { action, version } = event.target.closest("button")?.dataset ?? {};
    if (action) element.dispatchEvent(new CustomEvent(action, { bubbles: true, detail: version }));
  });
  document.addEventListener("language", update);

  function update() {
    const { champion, models, error } = state;
    while (body.children.length > models.length) body.lastElementChild.remove();
    while (body.children.length < models.length) body.append(blueprint.content.cloneNode(true));
    const reigning = models.find((model) => model.version === champion);
    models.forEach((model, place) => fillRow(body.children[place], model, reigning));
    trouble.hidden = error === null;
    trouble.textContent = error ? errorText(error) : "";
  }

  function fillRow(row, model, reigning) {
    const part = (selector) => row.querySelector(selector);
    const isChampion = model === reigning;
    row.classList.toggle("current", isChampion);
    part(".name").textContent = model.version;
    part(".champion").hidden = !isChampion;
    part(".champion .text").textContent = t("versions.champion");
    part(".test_accuracy").textContent = model.test_accuracy === null ? "–" : formatPercent(model.test_accuracy, 2);
    part(".network").textContent = `${model.network.hidden_sizes.join(" · ") || "–"}  ${choiceText(model.network.activation)}`;
    part(".parameters").textContent = formatCount(model.parameters, language());
    part(".created").textContent = formatTime(model.created_at, language());
    part(".parent").textContent = originOf(model);
    [...row.children].forEach((cell, column) => cell.setAttribute("data-label", labels[column].textContent));
    fillButton(part(".examine"), "examine", "versions.examine", model.version);
    // The champion's own row leads back to the version before it.
    if (isChampion) fillButton(part(".change"), "rollBack", "versions.roll_back", model.version);
    else fillButton(part(".change"), "promote", "versions.promote", model.version);
  }

  /** The version whose weights it began with, and the training or the search that made it. */
  function originOf({ version, parent_version: parent }) {
    const job = state.jobs.find((each) => each.model_version === version);
    const made = job && t(`versions.from.${job.id.startsWith("s") ? "search" : "training"}`, { id: job.id });
    return [parent, made].filter(Boolean).join(" · ") || "–";
  }

  function fillButton(button, action, key, version) {
    button.dataset.action = action;
    button.dataset.version = version;
    button.textContent = t(key);
    button.setAttribute("aria-label", t(`${key}.one`, { version }));
  }
}
