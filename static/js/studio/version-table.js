/**
 * The model versions, the champion marked, every other one ready to take its place.
 *
 *   mountVersionTable(document.querySelector(".version-table"));
 *
 * Hears `models` (detail: {champion, models, jobs, previous}: the trainings and searches that made some of them, and the
 * version that answered before, if any) and `failure` (detail: an ApiError); tells `promote`, `examine` and `rollBack`
 * (detail: the version).
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
  let state = { champion: null, models: [], jobs: [], previous: null, error: null };

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
    part(".test_accuracy").textContent = shareOf(model);
    part(".network").textContent = `${model.network.hidden_sizes.join(" · ") || "–"}  ${choiceText(model.network.activation)}`;
    part(".parameters").textContent = formatCount(model.parameters, language());
    part(".created").textContent = formatTime(model.created_at, language());
    part(".parent").textContent = originOf(model);
    [...row.children].forEach((cell, column) => cell.setAttribute("data-label", labels[column].textContent));
    fillButton(part(".examine"), "examine", "versions.examine", model.version);
    part(".way-back").hidden = !isChampion;
    if (isChampion) fillWayBack(part(".change"), part(".way-back"), model);
    else fillButton(part(".change"), "promote", "versions.promote", model.version);
  }

  /** The champion's own row leads back to the version before it, and says what that would mean. */
  function fillWayBack(button, told, champion) {
    const previous = state.models.find(({ version }) => version === state.previous);
    button.dataset.action = "rollBack";
    button.dataset.version = previous?.version ?? "";
    button.disabled = !previous;
    button.removeAttribute("aria-label");
    button.textContent = previous ? t("versions.roll_back.to", { version: previous.version }) : t("versions.roll_back");
    told.textContent = previous
      ? t("versions.roll_back.figures", { then: shareOf(previous), now: shareOf(champion) })
      : t("versions.roll_back.none", { version: champion.version });
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
    button.disabled = false;
    button.textContent = t(key);
    button.setAttribute("aria-label", t(`${key}.one`, { version }));
  }
}

const shareOf = (model) => (typeof model?.test_accuracy === "number" ? formatPercent(model.test_accuracy, 2) : "–");

/** The version that the log knows to have answered before the champion; null if there was none, or it is gone. */
export function previousOf({ champion, models }, entries) {
  const previous = entries.find(({ version }) => version !== champion)?.version;
  return models.some(({ version }) => version === previous) ? previous : null;
}
