/**
 * Keeps one part of the newest explanation for a component.
 *
 *   listenToPart(element, "step", update);    // update(step, state, explanation)
 *
 * While the pen is down a part may not have been asked for; then the last one stays. For an empty sheet it is null. The
 * component is updated with each explanation that `element` hears, and when the language or the theme changes.
 */

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
