/**
 * Says that the server can't be reached, while something on the page waits to be asked again, and asks again when told to:
 * by its button, or when the browser is online or the page is looked at again.
 *
 *   mountOutage(document.querySelector(".outage"));
 *
 * ARIA: the sentence is a status, so it is announced once; the button stands beside it.
 */

import { errorText } from "./messages.js";
import { askAgain, onOutage } from "./retry.js";

export function mountOutage(element) {
  const sentence = element.querySelector(".sentence");
  let error = null;

  onOutage((next) => {
    error = next;
    update();
  });
  element.querySelector("button").addEventListener("click", askAgain);
  addEventListener("online", askAgain);
  document.addEventListener("visibilitychange", () => document.hidden || askAgain());
  document.addEventListener("language", update);

  function update() {
    const text = error ? errorText(error) : "";
    element.classList.toggle("absent", error === null);
    // A live region that is written again is read again, so only news is written.
    if (sentence.textContent !== text) sentence.textContent = text;
  }
}
