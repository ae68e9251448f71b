/**
 * The lens: from ink to 28 x 28, step by step; some steps can be left out, and tell the answer with and without them.
 *
 *   mountLens(document.querySelector(".lens"));
 *
 * Hears `explanation` (it needs the part "lens"); tells `set` (detail: {without}).
 *
 * ARIA: an ordered list of named pictures; native checkboxes; a status line for the doctor.
 */

import { formatConfidence } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { waitingForInk } from "../explanation-part.js";
import { START } from "../state.js";
import { paintStep } from "./lens-painter.js";
import { faultMessage, switchedWithout, whatMessage } from "./lens-words.js";

export function mountLens(element) {
  const items = [...element.querySelectorAll(".step")];
  const doctor = element.querySelector(".doctor");
  let shown = { explanation: null, settled: true, state: START };
  let onScreen = true;
  let frame = 0;

  element.addEventListener("explanation", ({ detail }) => {
    shown = detail;
    if (shown.settled) update();
    else if (onScreen) schedule(); // while the pen is down only the pictures follow it, where they are seen
  });
  element.addEventListener("change", ({ target }) => {
    const without = switchedWithout(shown.state.without, target.value, target.checked);
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { without } }));
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);
  new IntersectionObserver((changes) => (onScreen = changes.at(-1).isIntersecting)).observe(element);

  const lens = () => shown.explanation?.lens;

  function update() {
    const steps = lens()?.steps ?? [];
    const ready = steps.some(({ name }) => name === "pixels"); // a picture that is used as it came
    for (const item of items) updateItem(item, steps);
    for (const item of items) item.hidden = (item.dataset.step === "pixels") !== ready;
    doctor.textContent = diagnosis(ready);
    schedule();
  }

  function schedule() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  }

  function updateItem(item, steps) {
    const { step: name } = item.dataset;
    const step = steps.find((one) => one.name === name);
    item.classList.toggle("off", shown.state.without.includes(name));
    item.querySelector(".what").textContent = t(whatMessage(name, shown.state.without));
    const box = item.querySelector("input");
    if (!box) return;
    const choice = step && lens().switches.find((one) => one.name === name);
    box.checked = !shown.state.without.includes(name);
    box.disabled = choice?.idle ?? false;
    item.querySelector(".answers").hidden = box.disabled;
    const { label, probabilities } = shown.explanation ?? {};
    const [now, other] = choice ? [{ label, probabilities }, choice] : [null, null];
    tell(item, ".with", box.checked ? now : other, label);
    tell(item, ".without", box.checked ? other : now, label);
  }

  /** "7 · 99.1 %", marked if it isn't the answer given now. */
  function tell(item, place, answer, label) {
    const words = answer && t("lens.answer", { label: answer.label, percent: formatConfidence(answer.probabilities[answer.label]) });
    item.querySelector(`${place} dd`).textContent = words ?? "–";
    item.querySelector(place).classList.toggle("other", Boolean(answer) && answer.label !== label);
  }

  function diagnosis(ready) {
    if (!lens() || lens().steps.length === 0) return waitingForInk(shown.state, shown.explanation);
    const faults = lens().doctor.map((fault) => faultMessage(fault, ready)).map(({ key, values }) => t(key, values));
    if (faults.length === 0) return t("lens.doctor.none");
    return t(ready ? "lens.doctor.pixels" : "lens.doctor", { faults: faults.join(t("lens.doctor.and")) });
  }

  function paint() {
    const steps = lens()?.steps ?? [];
    for (const item of items) {
      paintStep(item.querySelector("canvas"), steps.find(({ name }) => name === item.dataset.step) ?? null);
    }
  }
  update();
}
