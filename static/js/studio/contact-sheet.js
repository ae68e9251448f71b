/**
 * The inbox of corrections as a contact sheet: choose many, decide on them at once.
 *
 *   mountContactSheet(document.querySelector(".contact-sheet"));
 *
 * Hears `inbox` (detail: {state, counts, corrections, more}), `imported` (detail: {added, known, refused}) and `failure`
 * (detail: an ApiError); tells `look` (detail: a state), `more`, `decide` (detail: {ids, state, label}) and
 * `importLines` (detail: a File).
 *
 * ARIA: a listbox of many choices with one tab stop; arrows move, Space chooses, Shift takes along what lies between.
 */

import { errorText, t } from "../common/messages.js";
import { tilePainter } from "./drawing-tiles.js";
import { NONE, all, click, move, placeAfter } from "./selection.js";

const DECISIONS = { a: "accepted", r: "rejected", w: "waiting" };

export function mountContactSheet(element) {
  const part = (selector) => element.querySelector(selector);
  const sheet = part(".sheet");
  const blueprint = part("template").content.firstElementChild;
  let inbox = { state: "waiting", counts: {}, corrections: [], more: false };
  let selection = NONE;

  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  element.addEventListener("inbox", ({ detail }) => {
    inbox = detail;
    const cursor = Math.min(selection.cursor, Math.max(0, inbox.corrections.length - 1));
    selection = { ...NONE, cursor, anchor: cursor };
    part(".trouble").hidden = true;
    fill();
  });
  element.addEventListener("imported", ({ detail: { added, known, refused } }) => {
    const [first] = refused;
    const told = t("inbox.imported", { added, known, refused: refused.length });
    part(".imported").textContent = first ? `${told} ${t("inbox.refused", first)}` : told;
  });
  element.addEventListener("failure", ({ detail }) => {
    part(".trouble").hidden = false;
    part(".trouble").textContent = errorText(detail);
  });
  part(".states").addEventListener("change", ({ target }) => tell("look", target.value));
  part(".more").addEventListener("click", () => tell("more"));
  part(".all").addEventListener("click", () => choose(all(selection, inbox.corrections.length)));
  part(".import input").addEventListener("change", ({ target }) => {
    if (target.files[0]) tell("importLines", target.files[0]);
    target.value = "";
  });
  for (const button of element.querySelectorAll("[data-decision]")) {
    button.addEventListener("click", () => decide(button.dataset.decision));
  }
  part(".relabel select").addEventListener("change", ({ target }) => {
    if (target.value !== "") decide("accepted", Number(target.value));
    target.value = "";
  });
  sheet.addEventListener("click", (event) => {
    const tile = event.target.closest("[role=option]");
    if (!tile) return;
    const toggle = event.ctrlKey || event.metaKey || event.pointerType === "touch";
    choose(click(selection, [...sheet.children].indexOf(tile), { shift: event.shiftKey, toggle }));
  });
  sheet.addEventListener("keydown", press);
  document.addEventListener("language", fill);
  document.addEventListener("theme", fill);

  function press(event) {
    const { key, shiftKey: shift } = event;
    const columns = getComputedStyle(sheet).gridTemplateColumns.split(" ").length;
    const next = placeAfter(key, selection.cursor, inbox.corrections.length, columns);
    if (next !== null) choose(move(selection, next, { shift }));
    else if (key === " ") choose(click(selection, selection.cursor, { shift, toggle: !shift }));
    else if (key === "a" && (event.ctrlKey || event.metaKey)) choose(all(selection, inbox.corrections.length));
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key in DECISIONS) decide(DECISIONS[key]);
    else if (/^\d$/.test(key)) decide("accepted", Number(key));
    else return;
    event.preventDefault();
  }

  /** About those that are chosen, or the one under the cursor. */
  function decide(state, label) {
    const places = selection.chosen.size > 0 ? [...selection.chosen] : [selection.cursor];
    const ids = places.map((place) => inbox.corrections[place]?.id).filter((id) => id !== undefined);
    if (ids.length > 0) tell("decide", { ids, state, label });
  }

  function choose(next) {
    selection = next;
    update();
    sheet.children[selection.cursor]?.focus();
  }

  function fill() {
    const paint = tilePainter();
    const hadFocus = sheet.contains(document.activeElement);
    sheet.replaceChildren(...inbox.corrections.map((entry) => tileOf(entry, paint)));
    for (const radio of element.querySelectorAll("[name=state]")) {
      radio.checked = radio.value === inbox.state;
      radio.parentElement.querySelector(".count").textContent = inbox.counts[radio.value] ?? "";
    }
    part(".more").hidden = !inbox.more;
    part(".empty").hidden = inbox.corrections.length > 0;
    part(".empty").textContent = t(`inbox.empty.${inbox.state}`);
    update();
    if (hadFocus) sheet.children[selection.cursor]?.focus();
  }

  function tileOf(entry, paint) {
    const tile = blueprint.cloneNode(true);
    paint(tile.querySelector("canvas"), entry.picture);
    const { label, answered, part: purpose } = entry;
    tile.querySelector(".label").textContent = label;
    tile.querySelector(".answered").textContent = answered === null ? "" : t("inbox.answered", { answered });
    tile.querySelector(".part").textContent = t(`inbox.part.${purpose}`);
    return tile;
  }

  function update() {
    [...sheet.children].forEach((tile, place) => {
      tile.setAttribute("aria-selected", String(selection.chosen.has(place)));
      tile.tabIndex = place === selection.cursor ? 0 : -1;
    });
    const count = selection.chosen.size;
    part(".chosen").textContent = t("inbox.chosen", { count, training: inbox.counts.training ?? 0, exam: inbox.counts.exam ?? 0 });
    for (const button of element.querySelectorAll("[data-decision]")) button.hidden = button.dataset.decision === inbox.state;
  }
  update();
}
