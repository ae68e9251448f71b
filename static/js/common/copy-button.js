/**
 * Copies the code of a snippet.
 *
 *   mountCopyButton(document.querySelector(".snippet"));
 *
 * ARIA: the button's own text says that it is done, and returns after a moment.
 */

import { t } from "./messages.js";

const SHOWN_MS = 1600;

export function mountCopyButton(element) {
  const button = element.querySelector(".copy");
  let copied = false;

  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(element.querySelector("code").textContent);
    copied = true;
    update();
    setTimeout(() => {
      copied = false;
      update();
    }, SHOWN_MS);
  });
  document.addEventListener("language", update);

  function update() {
    // The clipboard needs a secure page; where there is none, the text can still be selected.
    button.hidden = !navigator.clipboard;
    button.textContent = t(copied ? "docs.copied" : "docs.copy");
  }
  update();
}
