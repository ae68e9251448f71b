/**
 * "No, it is a 7": the drawing and the digit that was meant go to the admin's inbox.
 *
 *   mountCorrection(document.querySelector(".correction"));
 *
 * Hears `answer` (detail: a Prediction with its strokes, or null while there is nothing to correct), `sent` (detail:
 * {label, new}) and `failure` (detail: an ApiError); tells `correct` (detail: the digit that was meant).
 *
 * ARIA: a native disclosure with a group of buttons; what came of it is a status line.
 */

import { errorText, t } from "../common/messages.js";

export function mountCorrection(element) {
  const buttons = [...element.querySelectorAll(".digits button")];
  const told = element.querySelector(".told");
  const trouble = element.querySelector(".trouble");
  const NOTHING = { answer: null, busy: false, sent: null, error: null };
  let state = NOTHING;

  const show = (change) => {
    state = { ...state, ...change };
    update();
  };
  element.addEventListener("answer", ({ detail }) => show({ ...NOTHING, answer: detail }));
  element.addEventListener("sent", ({ detail }) => show({ busy: false, sent: detail }));
  element.addEventListener("failure", ({ detail }) => show({ busy: false, error: detail }));
  element.querySelector(".digits").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    show({ busy: true, error: null });
    element.dispatchEvent(new CustomEvent("correct", { bubbles: true, detail: Number(button.value) }));
  });
  document.addEventListener("language", update);

  function update() {
    const { answer, busy, sent, error } = state;
    element.classList.toggle("absent", answer === null);
    if (answer === null) element.open = false;
    for (const button of buttons) {
      const digit = Number(button.value);
      button.disabled = busy || sent !== null || digit === answer?.label;
      button.setAttribute("aria-label", t("correction.digit", { digit }));
    }
    told.textContent = sent ? t(sent.new ? "correction.thanks" : "correction.known", sent) : "";
    trouble.hidden = error === null;
    trouble.textContent = error ? errorText(error) : "";
  }
  update();
}
