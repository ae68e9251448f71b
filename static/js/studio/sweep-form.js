/**
 * Which values of which settings to try, and how long.
 *
 *   mountSweepForm(document.querySelector(".sweep-form"));
 *
 * Tells `sweep` (detail: the request), and `estimateSweep` (the same) whenever it changes. Hears `estimate` (detail:
 * {trials, seconds} or null), `busy` (detail: whether one runs; starting another is not offered then) and
 * `failure` (detail: an ApiError).
 *
 * ARIA: a list of settings, each with a field for its values; what is wrong is said in an alert, and its field gets the
 * focus.
 */

import { roughDurationMessage } from "../common/formatting.js";
import { errorText, t } from "../common/messages.js";
import { readSweep } from "./sweep-settings.js";

const BEGIN_WITH = [
  ["learning_rate", "0.001, 0.002, 0.004"],
  ["hidden_sizes", "256, 128; 512, 256"],
];

export function mountSweepForm(element) {
  const list = element.querySelector(".tries");
  const blueprint = element.querySelector("template");
  const trouble = element.querySelector(".trouble");
  const start = element.querySelector("[type=submit]");
  const limits = [...element.querySelectorAll(".limits input")];
  let state = { busy: false, problem: null, error: null, estimate: null };

  function add([name, values] = []) {
    const row = blueprint.content.cloneNode(true).firstElementChild;
    const names = [...row.querySelectorAll("option")].map(({ value }) => value);
    const taken = rows().map((other) => other.querySelector(".name").value);
    row.querySelector(".name").value = name ?? names.find((each) => !taken.includes(each));
    row.querySelector(".values").value = values ?? "";
    list.append(row);
    return row;
  }
  const rows = () => [...list.children];

  function asked() {
    const tries = rows().map((row) => ({ name: row.querySelector(".name").value, values: row.querySelector(".values").value }));
    return readSweep(tries, Object.fromEntries(limits.map(({ name, value }) => [name, value])));
  }

  function estimate() {
    const { request, problem } = asked();
    if (problem) receive(null);
    else element.dispatchEvent(new CustomEvent("estimateSweep", { bubbles: true, detail: request }));
  }

  function receive(newest) {
    state = { ...state, estimate: newest };
    update();
  }
  for (const name of ["input", "change"]) element.addEventListener(name, estimate);
  element.addEventListener("estimate", ({ detail }) => receive(detail));

  element.querySelector(".add").addEventListener("click", () => add().querySelector(".name").focus());
  list.addEventListener("click", (event) => {
    if (!event.target.closest(".remove")) return;
    const next = event.target.closest("li").nextElementSibling ?? event.target.closest("li").previousElementSibling;
    event.target.closest("li").remove();
    (next?.querySelector(".remove") ?? element.querySelector(".add")).focus();
    estimate();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const { request, problem } = asked();
    state = { ...state, problem, error: null };
    if (problem) fieldOf(problem)?.focus();
    else element.dispatchEvent(new CustomEvent("sweep", { bubbles: true, detail: request }));
    update();
  });
  element.addEventListener("busy", ({ detail }) => {
    state = { ...state, busy: detail };
    update();
  });
  element.addEventListener("failure", ({ detail }) => {
    state = { ...state, error: detail };
    update();
  });
  document.addEventListener("language", update);

  function fieldOf({ place, name }) {
    if (place !== undefined) return rows()[place].querySelector(".values");
    return name ? element.elements[name] : element.querySelector(".add");
  }

  function update() {
    const { busy, problem, error, estimate: known } = state;
    const duration = known && roughDurationMessage(known.seconds);
    element.querySelector(".estimate").textContent = known
      ? t("sweep.estimate", { trials: known.trials, duration: t(duration.key, duration.values) })
      : "";
    start.disabled = busy;
    const wrong = problem && fieldOf(problem);
    for (const field of element.querySelectorAll("input")) field.setAttribute("aria-invalid", String(field === wrong));
    trouble.hidden = !problem && !error;
    trouble.textContent = problem ? t(problem.key, problem.values) : error ? errorText(error) : "";
  }
  BEGIN_WITH.forEach(add);
  update();
  estimate();
}
