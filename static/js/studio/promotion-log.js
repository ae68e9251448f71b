/**
 * Which version answered when, who promoted it, and why.
 *
 *   mountPromotionLog(document.querySelector(".promotion-log"));
 *
 * Hears `log` (detail: the entries, newest first).
 */

import { formatTime } from "../common/formatting.js";
import { language, t } from "../common/messages.js";

export function mountPromotionLog(element) {
  const list = element.querySelector("ol");
  const blueprint = element.querySelector("template").content.firstElementChild;
  let entries = [];

  element.addEventListener("log", ({ detail }) => {
    entries = detail;
    update();
  });
  document.addEventListener("language", update);

  function update() {
    list.replaceChildren(...entries.map(lineOf));
  }

  function lineOf({ version, since, until, by, reason }) {
    const line = blueprint.cloneNode(true);
    const times = { since: formatTime(since, language()), until: formatTime(until, language()) };
    line.querySelector(".name").textContent = version;
    line.querySelector(".time").textContent = t(until ? "log.past" : "log.present", times);
    line.querySelector(".by").textContent = by ? t(by === "API" ? "log.by.api" : "log.by.page") : "";
    line.querySelector(".reason").textContent = reason;
    return line;
  }
}
