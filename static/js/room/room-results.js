/**
 * How the class did: each round with its interval, the confusion matrix whose cells open their drawings, what fooled the
 * network, and how each did.
 *
 *   mountRoomResults(document.querySelector(".room-results"));
 *
 * Hears `results` (detail: {results: GET /rooms/{code}/results, state: what createRoomState() gives}); tells `choose`
 * (detail: {drawing, pupil}).
 *
 * ARIA: intervals are told as figures; the matrix is a table whose cells are buttons.
 */

import { mountConfusionMatrix } from "../charts/confusion-matrix.js";
import { language, t } from "../common/messages.js";
import { nameOf } from "./pupil-name.js";
import { showResults } from "./result-lines.js";
import { fillTile } from "./tile.js";

const MOST_SHOWN = 60;

export function mountRoomResults(element) {
  const part = (selector) => element.querySelector(selector);
  let shown = null; // {results, state}
  let chosenRound = null; // null: the newest
  let cell = null;

  const matrix = mountConfusionMatrix(part(".confusion-matrix"), {
    nameOf: (one) => t("exams.cell", one),
    open(next) {
      cell = cell?.label === next.label && cell?.answered === next.answered ? null : next;
      update();
    },
  });
  element.addEventListener("results", ({ detail }) => {
    shown = detail;
    update();
  });
  part(".which").addEventListener("change", ({ target }) => {
    chosenRound = Number(target.value);
    cell = null;
    update();
  });
  document.addEventListener("language", update);

  function update() {
    if (!shown) return;
    const { rounds, pupils, fooling } = shown.results;
    const current = rounds.find(({ round }) => round === chosenRound) ?? rounds.at(-1);
    part(".empty").hidden = rounds.length + fooling.length > 0;
    showResults(part(".rounds"), rounds.map((round) => ({ ...round, name: t("room.round", round) })));
    part(".confusion").hidden = !current;
    part(".which").hidden = rounds.length < 2;
    updateRounds(rounds, current);
    if (current) matrix.show(current.confusion, cell);
    const opened = cell && current ? (current.cells[`${cell.label},${cell.answered}`] ?? []) : null;
    part(".opened").hidden = opened === null;
    if (opened) part(".opened h3").textContent = t("exams.cell", { ...cell, count: opened.length });
    showTiles(part(".opened .tiles"), opened ?? [], shown.state);
    part(".fooling").hidden = fooling.length === 0;
    showTiles(part(".fooling .tiles"), fooling, shown.state);
    updateEach(pupils.filter((pupil) => pupil.rounds.length > 0));
  }

  function updateRounds(rounds, current) {
    const which = part(".which");
    const radios = rounds.map(({ round }) => {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "result-round", value: round });
      input.checked = round === current.round;
      label.append(input, Object.assign(document.createElement("span"), { textContent: t("room.round", { round }) }));
      return label;
    });
    const focused = which.contains(document.activeElement);
    which.replaceChildren(which.querySelector("legend"), ...radios);
    if (focused) which.querySelector(":checked")?.focus();
  }

  function updateEach(pupils) {
    part(".each").hidden = pupils.length === 0;
    part(".each ul").replaceChildren(
      ...pupils.map((pupil) => {
        const item = document.createElement("li");
        const name = Object.assign(document.createElement("span"), { className: "pupil-name", textContent: nameOf(pupil) });
        name.dataset.color = pupil.color;
        const told = pupil.rounds.map((round) => t("room.result", round)).join(" ");
        item.append(name, Object.assign(document.createElement("span"), { textContent: told }));
        return item;
      }),
    );
  }
}

/** Drawings by their numbers, as tiles that can be chosen. @param {HTMLElement} list @param {number[]} ids */
export function showTiles(list, ids, state) {
  const blueprint = document.querySelector(".tile-blueprint").content.firstElementChild;
  const drawings = ids.slice(0, MOST_SHOWN).map((id) => state.drawings.get(id)).filter(Boolean);
  const stamp = [language(), state.room.revealed, ...drawings.flatMap(({ id, sequence, hidden, accepted }) => [id, sequence, hidden, accepted])].join();
  if (list.dataset.stamp === stamp) return; // so that a tile keeps the focus
  list.dataset.stamp = stamp;
  list.replaceChildren(
    ...drawings.map((drawing) => {
      const tile = blueprint.cloneNode(true);
      const pupil = state.pupils.get(drawing.pupil) ?? null;
      fillTile(tile, { drawing, pupil, covered: !state.room.revealed });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "choose" });
      button.setAttribute("aria-label", tile.getAttribute("aria-label"));
      tile.removeAttribute("aria-label");
      button.addEventListener("click", () =>
        tile.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: { drawing, pupil } })),
      );
      tile.append(button);
      return tile;
    }),
  );
}
