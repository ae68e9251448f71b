/**
 * One search: how far it is, and its trials, the best first.
 *
 *   mountSweepMonitor(document.querySelector(".sweep-monitor"));
 *
 * Hears `sweeps` (detail: {sweeps, shown}: SweepStatus[] newest first, and the id of the one on show) and `failure`
 * (detail: an ApiError); tells `showSweep` (detail: the id) and `commandSweep` (detail: {id, command}).
 *
 * ARIA: its state is a status; a table with explicit roles, since a narrow screen stacks its cells.
 */

import { at } from "../common/addresses.js";
import { formatPercent, formatShortTime } from "../common/formatting.js";
import { choiceText, errorText, language, t } from "../common/messages.js";

export function mountSweepMonitor(element) {
  const body = element.querySelector("tbody");
  const blueprint = element.querySelector("template");
  const which = element.querySelector(".which");
  const trouble = element.querySelector(".trouble");
  const part = (selector) => element.querySelector(selector);
  let state = { sweeps: null, shown: null, error: null }; // null until they are told

  element.addEventListener("sweeps", ({ detail }) => {
    state = { ...detail, error: null };
    update();
  });
  element.addEventListener("failure", ({ detail }) => {
    state = { ...state, error: detail };
    update();
  });
  which.addEventListener("change", () => say("showSweep", which.value));
  for (const command of ["cancel", "resume"]) {
    part(`.${command}`).addEventListener("click", () => say("commandSweep", { id: state.shown, command }));
  }
  document.addEventListener("language", update);

  const say = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

  function update() {
    const { sweeps, shown, error } = state;
    const sweep = sweeps?.find(({ id }) => id === shown);
    trouble.hidden = !error;
    trouble.textContent = error ? errorText(error) : "";
    part(".empty").hidden = sweeps === null || Boolean(sweep);
    part(".content").hidden = !sweep;
    element.dataset.state = sweep?.state ?? "none";
    which.hidden = !(sweeps?.length > 1);
    if (sweeps) which.replaceChildren(...sweeps.map(({ id, created_at: at }) => optionOf(id, at, id === shown)));
    if (sweep) show(sweep);
  }

  const optionOf = (id, at, isShown) => new Option(`${id} · ${formatShortTime(at, language())}`, id, isShown, isShown);

  function show(sweep) {
    const { state: now, done_epochs: done, planned_epochs: planned, results } = sweep;
    part(".state").textContent = t(`state.${now}`);
    part("progress").value = planned ? done / planned : 0;
    part(".summary").textContent = t("sweep.summary", { trials: sweep.trials, done, planned });
    part(".cancel").hidden = now !== "running";
    part(".resume").hidden = now !== "cancelled" && now !== "failed";
    part(".table").href = at(`/admin/sweeps/${sweep.id}/results`);
    part(".outcome").hidden = !sweep.model_version && !sweep.error;
    part(".outcome").textContent = sweep.model_version
      ? t("sweep.registered", { version: sweep.model_version })
      : (sweep.error ?? "");
    while (body.children.length > results.length) body.lastElementChild.remove();
    while (body.children.length < results.length) body.append(blueprint.content.cloneNode(true));
    const leader = results.find(({ trial, epochs }) => epochs > 0 && !isMember(trial, sweep));
    results.forEach((row, place) => fillRow(body.children[place], row, row === leader, standingOf(row, row === leader, sweep)));
  }

  /** What became of a trial so far. */
  function standingOf({ trial, outcome }, leads, sweep) {
    if (outcome) return outcome === "given up" ? t("sweep.given_up") : outcome;
    if (leads) return t(sweep.state === "succeeded" ? "sweep.best" : "sweep.leads");
    return isMember(trial, sweep) ? t("sweep.member") : "";
  }

  function fillRow(row, { trial, settings, epochs, validation_accuracy: share }, leads, standing) {
    const labels = [...element.querySelectorAll("thead th")];
    const cell = (selector) => row.querySelector(selector);
    row.classList.toggle("current", leads);
    cell(".id").textContent = trial + 1;
    cell(".settings").textContent = Object.entries(settings)
      .map(([name, value]) => `${t(`setting.${name}`)} ${choiceText(value)}`)
      .join(" · ");
    cell(".epochs").textContent = epochs;
    cell(".accuracy").textContent = share === null ? "–" : formatPercent(share, 2);
    cell(".result").textContent = standing;
    [...row.children].forEach((each, column) => each.setAttribute("data-label", labels[column].textContent));
  }
  update();
}

/** Those who train like the winner, with other seeds, come after all that was to be tried. */
const isMember = (trial, { trials }) => trial >= trials;
