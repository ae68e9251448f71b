/**
 * "Fool it": the others' drawings that the network got wrong, one by one: would people read them?
 *
 *   mountFairness(document.querySelector(".fairness"), { seen: [17] });   // those that were voted on already
 *
 * Hears `candidates` (detail: RoomDrawings of others); tells `vote` (detail: {id, fair}).
 *
 * ARIA: a heading that asks, two buttons that answer, and a status that thanks.
 */

import { t } from "../common/messages.js";
import { isMisread } from "./room-state.js";
import { shortReading } from "./reading.js";
import { tilePath } from "./tile-path.js";

export function mountFairness(element, { seen = [] } = {}) {
  const part = (selector) => element.querySelector(selector);
  const voted = new Set(seen);
  let candidates = [];
  let shown = null;
  let thanked = false;

  element.addEventListener("candidates", ({ detail }) => {
    candidates = detail.filter((drawing) => isMisread(drawing) && !drawing.hidden);
    update();
  });
  for (const [name, fair] of [["fair", true], ["unfair", false]]) {
    part(`.${name}`).addEventListener("click", () => {
      if (!shown) return;
      voted.add(shown.id);
      thanked = true;
      element.dispatchEvent(new CustomEvent("vote", { bubbles: true, detail: { id: shown.id, fair } }));
      update();
    });
  }
  document.addEventListener("language", update);

  function update() {
    // Who is looking at one keeps it, however many come.
    shown = candidates.find(({ id }) => id === shown?.id && !voted.has(id)) ?? candidates.find(({ id }) => !voted.has(id)) ?? null;
    element.hidden = shown === null && !thanked;
    element.classList.toggle("done", shown === null);
    part(".ask").textContent = shown ? t("room.vote.question", shown) : t("room.vote.heading");
    part("path").setAttribute("d", shown ? tilePath(shown.strokes) : "");
    part("svg").setAttribute("aria-label", shown ? t("room.vote.drawing", shown) : "");
    part(".read").textContent = shown ? t("room.vote.read", { read: shortReading({ ...shown, meant: null }) }) : "";
    const told = thanked ? t(shown ? "room.vote.next" : "room.vote.done") : "";
    if (part(".told").textContent !== told) part(".told").textContent = told;
  }
  update();
}
