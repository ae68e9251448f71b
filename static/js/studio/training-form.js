/**
 * The hyperparameters of the next training.
 *
 *   mountTrainingForm(document.querySelector(".training-form"));
 *
 * Tells `retrain` (detail: the hyperparameters that differ from their defaults), and `estimateTraining` (the same)
 * whenever they change. Hears `training` (detail: a TrainingStatus or null; while one runs, starting another is not
 * offered), `estimate` (detail: {seconds} or null) and `failure` (detail: an ApiError).
 *
 * ARIA: every field has its label and its meaning as description; wrong ones are marked, and the first gets the focus. The presets
 * are buttons that are pressed while the settings are theirs.
 */

import { FINAL_STATES } from "../common/api.js";
import { roughDurationMessage } from "../common/formatting.js";
import { errorText, t } from "../common/messages.js";
import { describeField, initialValue, readSettings } from "./training-settings.js";

export function mountTrainingForm(element) {
  const inputs = [...element.querySelectorAll("[name]")];
  const trouble = element.querySelector(".trouble");
  const start = element.querySelector("[type=submit]");
  const presets = [...element.querySelectorAll(".presets button")];
  let state = { busy: false, problems: [], error: null, estimate: null };
  let asked = null; // the settings last asked about, as text

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const { hyperparameters, problems } = readSettings(inputs.map(describeField));
    state = { ...state, problems, error: null };
    if (problems.length > 0) reveal(problems.map(({ name }) => element.elements[name]));
    else element.dispatchEvent(new CustomEvent("retrain", { bubbles: true, detail: hyperparameters }));
    update();
  });
  element.addEventListener("reset", () => {
    state = { ...state, problems: [], error: null };
    // The fields have their defaults back only after this event.
    setTimeout(update);
  });
  element.addEventListener("input", update);
  for (const button of presets) {
    button.addEventListener("click", () => {
      for (const input of inputs) input.value = valueIn(button, input);
      state = { ...state, problems: [], error: null };
      update();
    });
  }
  element.addEventListener("estimate", ({ detail }) => {
    state = { ...state, estimate: detail };
    update();
  });
  element.addEventListener("training", ({ detail }) => {
    state = { ...state, busy: detail !== null && !FINAL_STATES.includes(detail.state) };
    update();
  });
  element.addEventListener("failure", ({ detail }) => {
    state = { ...state, error: detail };
    update();
  });
  document.addEventListener("language", update);

  function update() {
    const { busy, problems, error } = state;
    const wrong = problems.map(({ name }) => name);
    start.disabled = busy;
    for (const input of inputs) {
      input.closest(".field").classList.toggle("changed", input.value.trim() !== initialValue(input).trim());
      input.setAttribute("aria-invalid", String(wrong.includes(input.name)));
    }
    for (const button of presets) {
      button.setAttribute("aria-pressed", String(inputs.every((input) => input.value.trim() === valueIn(button, input))));
    }
    askForEstimate();
    showEstimate();
    trouble.hidden = problems.length === 0 && !error;
    trouble.textContent = problems.length > 0 ? problems.map(problemText).join(" ") : error ? errorText(error) : "";
  }

  function askForEstimate() {
    const { hyperparameters, problems } = readSettings(inputs.map(describeField));
    const settings = problems.length > 0 ? null : JSON.stringify(hyperparameters);
    if (settings === asked) return;
    asked = settings;
    if (settings === null) state = { ...state, estimate: null };
    else element.dispatchEvent(new CustomEvent("estimateTraining", { bubbles: true, detail: hyperparameters }));
  }

  function showEstimate() {
    const message = state.estimate && roughDurationMessage(state.estimate.seconds);
    const duration = message ? t(message.key, message.values) : "";
    element.querySelector(".estimate").textContent = duration && t("training_form.estimate", { duration });
  }

  function problemText({ name, key, values }) {
    return t(key, { label: element.querySelector(`label[for="setting-${name}"]`).textContent, ...values });
  }
  update();
}

/** All wrong fields can be seen, and the first has the focus. */
function reveal(inputs) {
  for (const drawer of inputs.map((input) => input.closest("details"))) if (drawer) drawer.open = true;
  inputs[0].focus();
}

/** What a preset puts into an input: its own value, or the default. */
function valueIn(button, input) {
  const value = JSON.parse(button.dataset.settings)[input.name];
  if (value === undefined) return initialValue(input).trim();
  return Array.isArray(value) ? value.join(", ") : String(value);
}
