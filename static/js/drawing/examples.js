/**
 * A row of real test digits; a click puts one on the sheet.
 *
 *   mountExamples(document.querySelector(".examples"), {load});
 *
 * `load(count, seed)` fetches them. Tells `loadExample` (detail: the Example).
 *
 * ARIA: a list of buttons, each named by its label and its place in the data set.
 */

import { errorText, t } from "../common/messages.js";
import { createPoller } from "../common/poller.js";
import { paintPixels } from "./pixel-picture.js";

const COUNT = 12;
const SEEDS = 2 ** 31;

export function mountExamples(element, { load }) {
  const row = element.querySelector(".row");
  const trouble = element.querySelector(".trouble");
  const blueprint = element.querySelector("template");
  let examples = [];
  let error = null;

  const showOthers = createPoller({
    async look() {
      examples = await load(COUNT, Math.floor(Math.random() * SEEDS));
      error = null;
      update();
    },
    onFailure(failure) {
      error = failure;
      update();
    },
  });

  element.querySelector(".others").addEventListener("click", showOthers);
  row.addEventListener("click", (event) => {
    const button = event.target.closest(".example");
    if (!button) return;
    const detail = examples[[...row.children].indexOf(button.parentElement)];
    element.dispatchEvent(new CustomEvent("loadExample", { bubbles: true, detail }));
  });
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    while (row.children.length > examples.length) row.lastElementChild.remove();
    while (row.children.length < examples.length) row.append(blueprint.content.cloneNode(true));
    examples.forEach((example, place) => {
      const button = row.children[place].querySelector(".example");
      button.setAttribute("aria-label", t("examples.one", example));
      paintPixels(button.querySelector("canvas"), example.pixels);
    });
    trouble.hidden = error === null;
    trouble.textContent = error ? errorText(error) : "";
  }
  showOthers();
}
