/**
 * One part of the newest explanation, kept for a component, and what it waits for.
 *
 *   listenToPart(element, "step", update);    // update(step, state, explanation)
 *   waitingFor(state)                         // "Draw a digit.", "Say first which digit you meant.", or nothing
 *   waitingForInk(state, explanation)         // "Draw a digit.", or that there is no answer to it yet
 *
 * While the pen is down a part may not have been asked for; then the last one stays. For an empty sheet it is null. The
 * component is updated with each explanation that `element` hears, and when the language or the theme changes.
 */

import { t } from "../common/messages.js";
import { isBlank } from "../drawing/strokes.js";
import { START } from "./state.js";

export function listenToPart(element, name, update) {
  let part = null;
  let newest = { explanation: null, state: START };
  const renew = () => update(part, newest.state, newest.explanation);

  element.addEventListener("explanation", ({ detail }) => {
    newest = detail;
    const { explanation } = detail;
    if (explanation === null || explanation[name] !== undefined) part = explanation?.[name] ?? null;
    renew();
  });
  document.addEventListener("language", renew);
  document.addEventListener("theme", renew);
  renew();
}

/** What is missing before there can be any part. @param {import("./state.js").LearnState} state */
export const waitingForInk = ({ drawing }, explanation) =>
  t(explanation?.blank || isBlank(drawing) ? "learn.waiting" : "learn.unanswered");

/** What is missing before there can be a part "step". @param {import("./state.js").LearnState} state */
export function waitingFor({ drawing, label }) {
  if (isBlank(drawing)) return t("learn.waiting");
  return label === null ? t("label-choice.say") : "";
}
