/**
 * The hyperparameters of the next training.
 *
 *   mountTrainingForm(document.querySelector(".training-form"));
 *
 * Tells `retrain` (detail: the hyperparameters that differ from their defaults). Hears `training` (detail: a
 * TrainingStatus or null; while one runs, starting another is not offered) and `failure` (detail: an ApiError).
 *
 * ARIA: every field has its label and its meaning as description; a wrong one is marked and gets the focus.
 */

import { FINAL_STATES } from "./api.js";
import { errorText, t } from "./messages.js";
import { readSettings } from "./training-settings.js";

export function mountTrainingForm(element) {
  const inputs = [...element.querySelectorAll("[name]")];
  const trouble = element.querySelector(".trouble");
  const start = element.querySelector("[type=submit]");
  let state = { busy: false, problem: null, error: null };

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const { hyperparameters, problems } = readSettings(inputs.map(describe));
    state = { ...state, problem: problems[0] ?? null, error: null };
    if (state.problem) reveal(element.elements[state.problem.name]);
    else element.dispatchEvent(new CustomEvent("retrain", { bubbles: true, detail: hyperparameters }));
    update();
  });
  element.addEventListener("reset", () => {
    state = { ...state, problem: null, error: null };
    // The fields have their defaults back only after this event.
    setTimeout(update);
  });
  element.addEventListener("input", update);
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
    const { busy, problem, error } = state;
    start.disabled = busy;
    for (const input of inputs) {
      input.closest(".field").classList.toggle("changed", input.value.trim() !== initialValue(input).trim());
      input.setAttribute("aria-invalid", String(problem?.name === input.name));
    }
    trouble.hidden = !problem && !error;
    trouble.textContent = problem ? problemText(problem) : error ? errorText(error) : "";
  }

  function problemText({ name, key, values }) {
    return t(key, { label: element.querySelector(`label[for="setting-${name}"]`).textContent, ...values });
  }
  update();
}

const describe = (input) => ({
  name: input.name,
  kind: input.dataset.kind,
  value: input.value,
  initial: initialValue(input),
  minimum: input.dataset.minimum,
  maximum: input.dataset.maximum,
});

const initialValue = (input) =>
  input.options ? ([...input.options].find((option) => option.defaultSelected)?.value ?? "") : input.defaultValue;

function reveal(input) {
  const drawer = input.closest("details");
  if (drawer) drawer.open = true;
  input.focus();
}
