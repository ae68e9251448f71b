/**
 * Rooms for classes: open one, go to its wall, close it.
 *
 *   mountRoomDesk(document.querySelector(".room-desk"));
 *
 * Hears `rooms` (detail: Room[]), `opened` (detail: a Room with its key) and `failure` (detail: an ApiError); tells `openRoom`
 * (detail: {title, task, hours}) and `closeRoom` (detail: a code).
 *
 * ARIA: a table with explicit roles (a narrow screen stacks its cells); a room that was opened is a status. To close one
 * takes two presses of its button, since all of it is deleted.
 */

import { at } from "../common/addresses.js";
import { mountCopyButton } from "../common/copy-button.js";
import { formatTime } from "../common/formatting.js";
import { errorText, language, t } from "../common/messages.js";

export function mountRoomDesk(element) {
  const part = (selector) => element.querySelector(selector);
  const body = part("tbody");
  const blueprint = part("template").content.firstElementChild;
  const labels = [...element.querySelectorAll("thead th")];
  const form = part("form");
  let state = { rooms: null, opened: null, error: null, asked: null }; // asked: the code whose button was pressed once

  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  const show = (change) => {
    state = { ...state, ...change };
    update();
  };
  element.addEventListener("rooms", ({ detail: rooms }) => show({ rooms, error: null }));
  element.addEventListener("opened", ({ detail: opened }) => {
    show({ opened, error: null });
    form.reset();
  });
  element.addEventListener("failure", ({ detail: error }) => show({ error }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { title, task, hours } = Object.fromEntries(new FormData(form));
    tell("openRoom", { title: title.trim() || t("rooms.title.otherwise"), task, hours: Number(hours) });
  });
  body.addEventListener("click", ({ target }) => {
    const { code } = target.closest("button")?.dataset ?? {};
    if (!code) return;
    if (state.asked === code) tell("closeRoom", code);
    show({ asked: state.asked === code ? null : code });
  });
  body.addEventListener("focusout", () => state.asked && setTimeout(() => body.contains(document.activeElement) || show({ asked: null })));
  mountCopyButton(part(".snippet"));
  document.addEventListener("language", update);

  function update() {
    const { rooms, opened, error } = state;
    part(".trouble").hidden = error === null;
    part(".trouble").textContent = error ? errorText(error) : "";
    const current = opened && rooms?.some(({ code }) => code === opened.code) ? opened : null;
    part(".ticket").hidden = current === null;
    if (current) {
      part(".ticket .told").textContent = t("rooms.opened", { title: current.title });
      part(".ticket .code").textContent = `${current.code.slice(0, 3)} ${current.code.slice(3)}`;
      part(".ticket .wall").href = at(current.wall);
      part(".ticket .link").textContent = location.origin + at(current.wall);
    }
    part(".empty").hidden = rooms?.length !== 0;
    part("table").hidden = !rooms?.length;
    const count = rooms?.length ?? 0;
    while (body.children.length > count) body.lastElementChild.remove();
    while (body.children.length < count) body.append(blueprint.cloneNode(true));
    rooms?.forEach((room, place) => fillRow(body.children[place], room));
  }

  function fillRow(row, room) {
    const cell = (name) => row.querySelector(`.${name}`);
    cell("title").textContent = room.title;
    cell("code").textContent = `${room.code.slice(0, 3)} ${room.code.slice(3)}`;
    cell("task").textContent = t(`room.task.name.${room.task}`);
    cell("pupils").textContent = room.pupils;
    cell("drawings").textContent = room.drawings;
    cell("closes").textContent = formatTime(room.closes_at, language());
    cell("wall").href = at(`/wall#${room.code}`); // this browser's session is its key
    cell("wall").textContent = t("rooms.wall");
    const button = cell("close");
    button.dataset.code = room.code;
    button.textContent = t(state.asked === room.code ? "rooms.close.sure" : "rooms.close");
    button.classList.toggle("sure", state.asked === room.code);
    [...row.children].forEach((each, column) => each.setAttribute("data-label", labels[column].textContent));
  }
}
