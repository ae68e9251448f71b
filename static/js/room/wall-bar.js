/**
 * What the teacher can do from the wall, each by one click or one key (wall-keys.js).
 *
 *   mountWallBar(document.querySelector(".wall-bar"));
 *
 * Hears `wall` (detail: {state, panel: the panel that is open, or null}); tells `act` (detail: an action's name).
 *
 * ARIA: a toolbar; what is on is a pressed button, the task a group of radio buttons, each with its key.
 */

import { t } from "../common/messages.js";

const PANELS = ["results", "training", "qr", "closing", "help"];

export function mountWallBar(element) {
  const more = element.querySelector(".more");
  const button = (name) => element.querySelector(`[data-act=${name}]`);
  let wall = null;

  const tell = (name) => element.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: name }));
  element.addEventListener("wall", ({ detail }) => {
    wall = detail;
    update();
  });
  element.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-act]")?.dataset.act;
    if (name) tell(name);
  });
  element.querySelector(".tasks").addEventListener("change", ({ target }) => tell(target.value));
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true")));
  document.addEventListener("language", update);

  function update() {
    const room = wall?.state.room;
    if (!room) return;
    const on = { cover: !room.revealed, freeze: room.frozen, lock: room.locked };
    for (const [name, isOn] of Object.entries(on)) {
      button(name).setAttribute("aria-pressed", String(isOn));
      button(name).querySelector("span").textContent = t(`room.act.${name}${isOn ? ".off" : ""}`);
    }
    for (const name of PANELS) button(name).setAttribute("aria-pressed", String(wall.panel === name));
    for (const radio of element.querySelectorAll("[name=task]")) radio.checked = radio.value === room.task;
    button("round").hidden = room.task !== "digits";
    button("round").querySelector("span").textContent = t("room.act.round", { next: room.round + 1 });
  }
}
