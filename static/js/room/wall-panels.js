/**
 * What may stand in the place of the tiles: results, the training, the way in, the keys, the end; one at a time.
 *
 *   const panels = mountWallPanels(document.querySelector(".stage"));
 *   panels.toggle("qr");      // opens it, or closes it again
 *   panels.open               // its name, or null
 *
 * Hears `wall` (detail: {state}) and `kept` (detail: {kept: n}); tells `act` (detail: "download", "keepAll",
 * "corrections" or "close").
 *
 * ARIA: a panel's heading gets the focus as it opens, and what had it before gets it back.
 */

import { t } from "../common/messages.js";
import { entranceAddress, isLocal, qrAddress } from "./room-api.js";
import { keepable } from "./room-state.js";
import { spacedCode } from "./wall-edge.js";

export function mountWallPanels(element) {
  const panels = [...element.querySelectorAll(".wall-panel")];
  const part = (selector) => element.querySelector(selector);
  let open = null;
  let before = null; // what had the focus
  let state = null;

  element.addEventListener("wall", ({ detail }) => {
    state = detail.state;
    update();
  });
  part(".closing-panel").addEventListener("click", ({ target }) => {
    const name = target.closest("[data-act]")?.dataset.act;
    if (name) element.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: name }));
  });
  element.addEventListener("kept", ({ detail: { kept } }) => (part(".closing-panel .told").textContent = t("room.closing.done", { count: kept })));
  document.addEventListener("language", update);

  function update() {
    const room = state?.room;
    if (!room) return;
    part(".entrance-panel .where").textContent = t("room.where", { address: entranceAddress() });
    part(".entrance-panel .code").textContent = spacedCode(room.code);
    part(".entrance-panel .local").textContent = isLocal() ? t("room.local") : "";
    const image = part(".entrance-panel .qr");
    if (image.hidden && open === "qr") Object.assign(image, { hidden: false, src: qrAddress(room.code) });
    if (open !== "closing") return;
    const count = [...state.drawings.values()].filter(({ accepted }) => accepted).length;
    part(".closing-panel .kept").textContent = t("room.closing.kept", { count });
    part("[data-act=keepAll]").disabled = keepable(state).length === 0;
    part("[data-act=corrections]").disabled = count === 0;
  }

  return {
    get open() {
      return open;
    },
    toggle(name) {
      open = open === name ? null : name;
      element.dataset.panel = open ?? "";
      for (const panel of panels) panel.classList.toggle("closed", panel.dataset.panel !== open);
      update();
      if (open === null) return before?.focus();
      if (!document.activeElement?.closest(".wall-panel")) before = document.activeElement;
      element.querySelector(`[data-panel=${open}] h2`).focus();
    },
  };
}
