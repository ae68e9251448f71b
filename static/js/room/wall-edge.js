/**
 * The wall's edge: the code and the way in, how many are here, what is locked or covered, and how long it lasts.
 *
 *   mountWallEdge(document.querySelector(".wall-edge"));
 *
 * Hears `wall` (detail: {state: what createRoomState() gives}).
 *
 * ARIA: how many pupils and drawings there are is a status, written at most every ten seconds: a class draws fast.
 */

import { durationMessage } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { entranceAddress, qrAddress } from "./room-api.js";

const NEWS_MS = 10000;
const MINUTE_MS = 15000; // how often the time left is looked at

/** "123456" -> "123 456": as it is said aloud. */
export const spacedCode = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;

export function mountWallEdge(element) {
  const part = (selector) => element.querySelector(selector);
  let state = null;
  let toldAt = -NEWS_MS;
  let timer = null;

  element.addEventListener("wall", ({ detail }) => {
    state = detail.state;
    update();
  });
  document.addEventListener("language", update);
  setInterval(update, MINUTE_MS);

  function update() {
    const room = state?.room;
    if (!room) return;
    part(".title").textContent = room.title;
    part(".where").textContent = t("room.where", { address: entranceAddress() });
    part(".code").textContent = spacedCode(room.code);
    const image = part(".qr img");
    if (image.hidden) Object.assign(image, { hidden: false, src: qrAddress(room.code) });
    part(".pupils").textContent = state.pupils.size;
    part(".drawings").textContent = state.drawings.size;
    const flags = [room.locked && "locked", room.frozen && "frozen", !room.revealed && "covered"].filter(Boolean);
    part(".flags").replaceChildren(
      ...flags.map((flag) => Object.assign(document.createElement("li"), { className: flag, textContent: t(`room.flag.${flag}`) })),
    );
    part(".left").textContent = leftOf(room);
    tellNews();
  }

  function tellNews() {
    clearTimeout(timer);
    const pause = toldAt + NEWS_MS - performance.now();
    if (pause > 0) return (timer = setTimeout(tellNews, pause));
    const text = t("room.news", { pupils: state.pupils.size, drawings: state.drawings.size });
    if (part(".news").textContent === text) return;
    toldAt = performance.now();
    part(".news").textContent = text;
  }
}

/** How long the room lasts, to the minute. */
function leftOf({ closes_at: end }) {
  const seconds = Math.max(0, (new Date(end) - Date.now()) / 1000);
  const minutes = Math.ceil(seconds / 60);
  const { key, values } = minutes < 60 ? { key: "duration.whole_minutes", values: { minutes } } : durationMessage(seconds);
  return t("room.left", { duration: t(key, values) });
}
