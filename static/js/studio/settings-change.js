/**
 * Other settings for a training that is under way: its learning rate and its dropout.
 *
 *   mountSettingsChange(document.querySelector(".settings-change"));
 *
 * Hears `training` (detail: a TrainingStatus); tells `changeSettings` (detail: {id, settings}).
 *
 * ARIA: each field has its label; a wrong one is marked, gets the focus, and is explained.
 */

import { FINAL_STATES } from "../common/api.js";
import { formatLoss } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { describeField, readSettings } from "./training-settings.js";

export function mountSettingsChange(element) {
  const form = element.querySelector("form");
  const inputs = [...form.querySelectorAll("[name]")];
  const trouble = form.querySelector(".trouble");
  const made = element.querySelector(".made");
  let training = null;
  let problem = null;

  element.addEventListener("training", ({ detail }) => {
    if (detail.id !== training?.id) forget();
    training = detail;
    update();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { hyperparameters, problems } = readSettings(inputs.map(describeField));
    problem = problems[0] ?? null;
    update();
    if (problem) return form.elements[problem.name].focus();
    if (Object.keys(hyperparameters).length === 0) return;
    const detail = { id: training.id, settings: hyperparameters };
    forget();
    element.dispatchEvent(new CustomEvent("changeSettings", { bubbles: true, detail }));
  });
  document.addEventListener("language", update);

  function forget() {
    form.reset();
    problem = null;
  }

  function update() {
    if (!training) return;
    const over = FINAL_STATES.includes(training.state) && !training.resumable;
    form.hidden = over;
    element.hidden = over && training.changes.length === 0;
    for (const input of inputs) {
      input.placeholder = formatLoss(settingNow(training, input.name));
      input.setAttribute("aria-invalid", String(problem?.name === input.name));
    }
    trouble.hidden = !problem;
    if (problem) trouble.textContent = t(problem.key, { label: labelOf(problem.name), ...problem.values });
    made.hidden = training.changes.length === 0;
    made.replaceChildren(...training.changes.map(toItem));
  }

  const labelOf = (name) => t(`setting.${name}`);

  function toItem({ epoch, step, ...change }) {
    const settings = inputs.map(({ name }) => name).filter((name) => (change[name] ?? null) !== null);
    const told = settings.map((name) => `${labelOf(name)} ${formatLoss(change[name])}`).join(", ");
    return Object.assign(document.createElement("li"), { textContent: t("change.made", { epoch, step, settings: told }) });
  }
  update();
}

/** What a setting is now: as it was last changed, or as the training began. */
const settingNow = ({ changes, hyperparameters }, name) =>
  changes.findLast((change) => (change[name] ?? null) !== null)?.[name] ?? hyperparameters[name];
