/**
 * Why this digit and not that one: each pixel's share over the drawing, the same found by blanking patches, and the
 * smallest change that flips the answer.
 *
 *   mountWhy(document.querySelector("section.why"));
 *
 * Hears `explanation` (it needs the part "why"); tells `set` (detail: {against}) and `tryDrawing` (detail: a Drawing).
 *
 * ARIA: a native select; the shares are a slider over the pixels, which tells each one's share; the sum is a table.
 */

import { mountGridCursor } from "../../charts/grid-cursor.js";
import { paintCells, paintSigned } from "../../charts/signed-picture.js";
import { sequentialColor } from "../../common/color-scales.js";
import { figure, formatNumber } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { palette } from "../../common/theme-colors.js";
import { paintInk, SIDE } from "../../drawing/pixel-picture.js";
import { listenToPart, waitingForInk } from "../explanation-part.js";

const TILES = 7;
const GOOD = 0.7; // a correlation
const FAIR = 0.4;
const MARKED = 0.9; // of the full colour, for pixels that a flip changes

export function mountWhy(element) {
  const part = (selector) => element.querySelector(selector);
  const select = part("select");
  const cells = mountGridCursor(part(".shares"), { onPoint: point, describe });
  let why = null;
  let ink = [];
  let pointed = 0;

  select.addEventListener("change", () => tell("set", { against: Number(select.value) }));
  for (const flip of element.querySelectorAll(".flip")) {
    flip.querySelector(".try").addEventListener("click", () => {
      tell("tryDrawing", { strokes: [], pixels: why[flip.dataset.kind].picture.flat() });
    });
  }
  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

  function update(state, explanation) {
    part(".seen").hidden = why === null;
    part(".waiting").hidden = why !== null;
    part(".waiting").textContent = waitingForInk(state, explanation);
    part("h2").textContent = why ? t("why", why) : t("why.waiting");
    if (!why) return;
    for (const option of select.options) option.disabled = Number(option.value) === why.label;
    select.value = why.against;
    paintSigned(part(".shares canvas"), why.shares.flat(), SIDE);
    paintSigned(part(".drops"), why.drops.flat(), TILES);
    paintInk(part(".ink"), ink.map((share) => share * 0.3), sequentialColor(palette(), 1));
    part(".drops").setAttribute("aria-label", dropsTold(why.drops));
    part(".agreement").textContent = agreementTold(why.agreement);
    updateSum();
    for (const flip of element.querySelectorAll(".flip")) updateFlip(flip, why[flip.dataset.kind], state.against);
    point(pointed);
  }

  function updateSum() {
    part(".for").textContent = figure(why.speaks_for);
    part(".speaks-against").textContent = figure(why.speaks_against);
    part(".blank").textContent = figure(why.blank);
    part(".total-name").textContent = t("why.difference", why);
    part(".difference").textContent = figure(why.difference);
  }

  function updateFlip(place, flip, asked) {
    const kind = place.dataset.kind;
    const canvas = place.querySelector("canvas");
    const told = flipTold(kind, flip, asked);
    place.querySelector(".told").textContent = told;
    place.querySelector(".try").hidden = flip === null;
    canvas.setAttribute("aria-label", told);
    const colors = palette();
    const changed = new Set(flip?.pixels);
    const mark = colors.diverging[kind === "erase" ? 0 : 2];
    const cellsOf = ink.map((share, index) => (changed.has(index) ? -MARKED : share));
    paintCells(canvas, cellsOf, SIDE, (share) => (share < 0 ? mark : sequentialColor(colors, share)));
  }

  function point(index) {
    pointed = index;
    cells.show({ count: SIDE * SIDE, columns: SIDE, index });
    part(".readout").textContent = describe(index);
  }

  function describe(index) {
    const values = { row: Math.floor(index / SIDE) + 1, column: (index % SIDE) + 1 };
    const share = why.shares.flat()[index];
    if (share === 0) return t("why.pixel.none", values);
    const { label, against } = why;
    const told = { ...values, label, against, share: formatNumber(Math.abs(share)) };
    return t(share > 0 ? "why.pixel.for" : "why.pixel.against", told);
  }
  listenToPart(element, "why", (newest, state, explanation) => {
    if (newest && newest !== why) {
      ink = explanation.picture.flat();
      const sizes = newest.shares.flat().map(Math.abs);
      pointed = sizes.indexOf(Math.max(...sizes));
    }
    why = newest;
    update(state, explanation);
  });
}

function flipTold(kind, flip, against) {
  if (!flip) return against === null ? t(`why.${kind}.none`) : t(`why.${kind}.none.to`, { label: against });
  const count = flip.pixels.length;
  return t(count === 1 ? `why.${kind}.one` : `why.${kind}`, { count, label: flip.label });
}

function agreementTold(agreement) {
  if (agreement === null) return "";
  const grade = agreement >= GOOD ? "good" : agreement >= FAIR ? "fair" : "poor";
  return t(`why.agreement.${grade}`, { agreement: figure(agreement, 2) });
}

function dropsTold(drops) {
  const falls = drops.flat();
  const most = Math.max(...falls);
  const place = falls.indexOf(most);
  const values = { row: Math.floor(place / TILES) + 1, column: (place % TILES) + 1, most: formatNumber(most) };
  return t("why.drops.most", values);
}
