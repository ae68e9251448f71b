/**
 * The inbox of corrections as a contact sheet: choose many, decide on them at once.
 *
 *   mountContactSheet(document.querySelector(".contact-sheet"));
 *
 * Hears `inbox` (detail: {state, wanted, counts, corrections, more, undoable}; wanted is the state that was asked for
 * last, undoable the last decision, {decided, state, label}, or null), `imported` (detail: {added, known, refused}) and
 * `failure` (detail: an ApiError); tells `look` (detail: a state), `more`, `decide` (detail: {ids, state, label}), `undo`
 * and `importLines` (detail: a File).
 *
 * ARIA: a listbox of many choices with one tab stop; arrows move, Space chooses, Shift takes along what lies between. What
 * was decided is a status. Nothing is decided before something is chosen, by no button and no key.
 */

import { errorText, t } from "../common/messages.js";
import { tilePainter } from "./drawing-tiles.js";
import { NONE, all, click, move, placeAfter } from "./selection.js";

const DECISIONS = { a: "accepted", r: "rejected", w: "waiting" };

export function mountContactSheet(element) {
  const part = (selector) => element.querySelector(selector);
  const sheet = part(".sheet");
  const blueprint = part("template").content.firstElementChild;
  let inbox = { state: "waiting", wanted: "waiting", counts: {}, corrections: [], more: false, undoable: null };
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
  part(".undo").addEventListener("click", () => tell("undo"));
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
    else if (key === "z" && (event.ctrlKey || event.metaKey) && inbox.undoable) tell("undo");
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key in DECISIONS) decide(DECISIONS[key]);
    else if (/^\d$/.test(key)) decide("accepted", Number(key));
    else return;
    event.preventDefault();
  }

  /** About those that are chosen; the one under the cursor isn't meant unless it is. */
  function decide(state, label) {
    const ids = [...selection.chosen].map((place) => inbox.corrections[place].id);
    if (ids.length > 0) tell("decide", { ids, state, label });
  }

  function choose(next) {
    selection = next;
    update();
    sheet.children[selection.cursor]?.focus();
  }

  function fill() {
    const paint = tilePainter();
    const focused = document.activeElement;
    const hadFocus = sheet.contains(focused);
    sheet.replaceChildren(...inbox.corrections.map((entry) => tileOf(entry, paint)));
    for (const radio of element.querySelectorAll("[name=state]")) {
      radio.checked = radio.value === inbox.wanted;
      radio.parentElement.querySelector(".count").textContent = inbox.counts[radio.value] ?? "";
    }
    part(".more").hidden = !inbox.more;
    part(".empty").hidden = inbox.corrections.length > 0;
    part(".empty").textContent = t(`inbox.empty.${inbox.state}`);
    update();
    const isGone = element.contains(focused) && (focused.disabled || focused.hidden);
    if (hadFocus || isGone) sheet.children[selection.cursor]?.focus({ preventScroll: isGone });
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
    for (const button of element.querySelectorAll("[data-decision]")) {
      button.hidden = button.dataset.decision === inbox.state;
      button.disabled = count === 0;
    }
    part(".relabel select").disabled = count === 0;
    part(".undo").hidden = inbox.undoable === null;
    setText(part(".decided"), inbox.undoable ? decisionText(inbox.undoable) : "");
  }
  update();
}

function decisionText({ decided, state, label }) {
  const values = { count: decided.length, label };
  return label === undefined ? t(`inbox.decided.${state}`, values) : t("inbox.decided.label", values);
}

/** A live region that is written again is read again, so only news is written. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
