/**
 * Golden drawings, each marked by whether this copy answers it as the original does; a click puts one on the sheet.
 *
 *   mountSelfCheck(document.querySelector(".self-check"), {golden, check});
 *
 * Tells `tryDrawing` (detail: a Drawing).
 *
 * ARIA: a status line says how the check went, an alert if it failed; the drawings are a list of buttons.
 */

import { formatLoss, formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { paintPixels } from "../drawing/pixel-picture.js";

const SHADES = 255;
const SHEET = 1000; // golden strokes lie on a sheet of this size, the pad's on one of 1
const WEIGHT = 0.5;

/** @param {{golden: import("./golden-drawings.js").Golden[], check: import("./golden-drawings.js").Check}} result */
export function mountSelfCheck(element, { golden, check }) {
  const row = element.querySelector(".row");
  const told = element.querySelector(".told");
  const blueprint = element.querySelector("template");

  for (const drawing of golden) {
    row.append(blueprint.content.cloneNode(true));
    row.lastElementChild.firstElementChild.addEventListener("click", () => {
      element.dispatchEvent(new CustomEvent("tryDrawing", { bubbles: true, detail: onPad(drawing) }));
    });
  }
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function update() {
    const wrong = check.sound.filter((sound) => !sound).length;
    element.dataset.state = check.passed ? "passed" : "failed";
    told.setAttribute("role", check.passed ? "status" : "alert");
    told.textContent = t(check.passed ? "self_check.passed" : "self_check.failed", {
      count: golden.length,
      wrong,
      shades: formatLoss(check.pixelError * SHADES),
      share: formatPercent(check.shareError, 3),
    });
    golden.forEach(({ pixels, label, verdict }, place) => {
      const button = row.children[place].firstElementChild;
      const what = verdict === "digit" ? t("self_check.digit", { label }) : t("self_check.other");
      button.classList.toggle("wrong", !check.sound[place]);
      button.setAttribute("aria-label", t(check.sound[place] ? "self_check.same" : "self_check.different", { what }));
      paintPixels(button.querySelector("canvas"), pixels);
    });
  }
  update();
}

const onPad = ({ strokes }) => ({
  strokes: strokes.map((stroke) => stroke.map(([x, y]) => [x / SHEET, y / SHEET, WEIGHT])),
  pixels: null,
});
