/**
 * The form that asks for the admin token.
 *
 *   mountSignIn(document.querySelector(".sign-in"), {token});   // token: tried at once, or null
 *
 * Tells `signIn` (detail: the token); hears `failure` (detail: an ApiError).
 *
 * ARIA: the sentence about a wrong token is an alert, and the field's description.
 */

import { errorText, t } from "../common/messages.js";

const UNAUTHORIZED = 401;

export function mountSignIn(element, { token = null } = {}) {
  const field = element.querySelector("#token");
  const trouble = element.querySelector(".trouble");
  const button = element.querySelector("button");
  let state = { waiting: false, problem: null }; // problem: () => text, so that it follows the language

  element.noValidate = true;
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(field.value.trim());
  });
  element.addEventListener("failure", ({ detail: error }) => {
    const wrong = error.status === UNAUTHORIZED;
    state = { waiting: false, problem: () => (wrong ? t("sign_in.wrong") : errorText(adminError(error))) };
    update();
    field.select();
  });
  document.addEventListener("language", update);

  function submit(value) {
    state = { waiting: value !== "", problem: value ? null : () => t("sign_in.empty") };
    update();
    if (value) element.dispatchEvent(new CustomEvent("signIn", { bubbles: true, detail: value }));
    else field.focus();
  }

  function update() {
    button.disabled = state.waiting;
    trouble.hidden = state.problem === null;
    trouble.textContent = state.problem?.() ?? "";
    field.setAttribute("aria-invalid", String(state.problem !== null));
  }
  update();
  if (token) submit(token);
}

/** "The next stroke tries again" is true on the sheet only. */
const adminError = (error) => (error.code === "network" ? { ...error, code: "network.admin" } : error);
