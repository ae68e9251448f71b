/**
 * The form that asks for a room's code; six digits go off by themselves.
 *
 *   mountJoinForm(document.querySelector(".join-form"), { code: "123456" });   // tried at once; or null
 *
 * Tells `join` (detail: the code); hears `failure` (detail: an ApiError).
 *
 * ARIA: what is wrong with the code is an alert, and the field's description.
 */

import { errorText, hasMessage, t } from "../common/messages.js";

const DIGITS = 6;

export function mountJoinForm(element, { code = null } = {}) {
  const field = element.querySelector("input");
  const trouble = element.querySelector(".trouble");
  const button = element.querySelector(".button");
  let state = { waiting: false, problem: null }; // problem: () => text, so that it follows the language

  element.hidden = false;
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    if (codeIn(field).length === DIGITS) submit();
    else if (state.problem) show({ problem: null });
  });
  element.addEventListener("failure", ({ detail: error }) => {
    const key = `room.join.error.${error.code}`;
    show({ waiting: false, problem: () => (hasMessage(key) ? t(key) : errorText(error)) });
    field.focus();
    field.select();
  });
  document.addEventListener("language", update);

  function submit() {
    if (state.waiting) return;
    const typed = codeIn(field);
    const whole = typed.length === DIGITS;
    show({ waiting: whole, problem: whole ? null : () => t("room.join.digits") });
    if (whole) element.dispatchEvent(new CustomEvent("join", { bubbles: true, detail: typed }));
    else field.focus();
  }

  function show(change) {
    state = { ...state, ...change };
    update();
  }

  function update() {
    button.disabled = state.waiting;
    button.textContent = t(state.waiting ? "room.join.waiting" : "room.join.submit");
    trouble.hidden = state.problem === null;
    trouble.textContent = state.problem?.() ?? "";
    field.setAttribute("aria-invalid", String(state.problem !== null));
  }

  update();
  if (code) {
    field.value = code;
    submit();
  } else if (matchMedia("(pointer: fine)").matches) field.focus(); // a phone's keyboard would cover what it is about
}

const codeIn = ({ value }) => value.replace(/\D/g, "");
