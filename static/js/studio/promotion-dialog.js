/**
 * Asks once more before a version answers that did worse than the champion.
 *
 *   mountPromotionDialog(document.querySelector(".promotion-dialog"));
 *
 * Hears `worse` (detail: a comparison with the champion, and whether it `goesBack` to the one before); tells `promoteAnyway` (detail: {version, reason}).
 *
 * ARIA: a native modal dialog; Escape and "Leave it" change nothing.
 */

import { formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";

export function mountPromotionDialog(element) {
  const reason = element.querySelector("[name=reason]");
  let version = null;

  element.addEventListener("worse", ({ detail }) => {
    if (element.open) return; // asked already, and a reason may be half written
    version = detail.challenger;
    element.querySelector("h2").textContent = t(detail.goesBack ? "promotion.back.heading" : "promotion.heading", { version });
    element.querySelector("[value=anyway]").textContent = t(detail.goesBack ? "promotion.back.anyway" : "promotion.anyway");
    element.querySelector(".detail").textContent = t("promotion.detail", detail);
    element.querySelector(".figures").replaceChildren(...detail.exams.map(lineOf));
    element.returnValue = "";
    reason.value = "";
    element.showModal();
  });
  element.addEventListener("close", () => {
    if (element.returnValue !== "anyway") return;
    const detail = { version, reason: reason.value.trim() };
    element.dispatchEvent(new CustomEvent("promoteAnyway", { bubbles: true, detail }));
  });
}

function lineOf({ name, challenger, champion }) {
  const shares = [challenger, champion].map(({ accuracy }) => formatPercent(accuracy, 2));
  const values = { exam: t(`exams.${name}`), challenger: shares[0], champion: shares[1] };
  return Object.assign(document.createElement("li"), { textContent: t("promotion.figure", values) });
}
