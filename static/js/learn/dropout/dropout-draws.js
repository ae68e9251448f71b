/**
 * Dropout: units silenced by hand, and the answer in thirty draws with dropout beside the one without.
 *
 *   mountDropoutDraws(document.querySelector(".dropout-draws"));
 *
 * Hears `explanation` (it needs the part "dropout"); tells `set` (detail: {silenced}, {dropoutRate} or {seed}).
 *
 * ARIA: the figure is an image whose name sums it up; all its numbers stand in a table. Status lines tell what changed.
 */

import { formatPercent } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { waitingForInk } from "../explanation-part.js";
import { START } from "../state.js";
import { isAmong, toggled } from "../unit-choice.js";
import { paintDraws } from "./draws-painter.js";

const ROW = 26; // pixels
const SEEDS = 2 ** 32;

export function mountDropoutDraws(element) {
  const part = (selector) => element.querySelector(selector);
  const canvas = part("canvas");
  const slider = part(".rate input");
  let shown = { explanation: null, state: START };

  const set = (detail) => element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  element.addEventListener("explanation", ({ detail }) => {
    shown = detail;
    update();
  });
  part(".toggle").addEventListener("click", () => set({ silenced: toggled(shown.state.silenced, shown.state.unit) }));
  part(".random").addEventListener("click", () => set({ silenced: thinnedOut(hiddenSizes(), shown.state.dropoutRate) }));
  part(".restore").addEventListener("click", () => set({ silenced: [] }));
  part(".again").addEventListener("click", () => set({ seed: Math.floor(Math.random() * SEEDS) }));
  slider.addEventListener("input", () => set({ dropoutRate: Number(slider.value) }));
  document.addEventListener("language", update);
  document.addEventListener("theme", update);
  new ResizeObserver(paint).observe(canvas.parentElement);

  const hiddenSizes = () => shown.explanation?.network.sizes.slice(1, -1) ?? [];
  const drawn = () => (shown.explanation?.blank ? null : shown.explanation?.dropout);

  function update() {
    const { state } = shown;
    slider.value = state.dropoutRate;
    part(".rate output").textContent = formatPercent(state.dropoutRate, 0);
    updateByHand(state);
    updateDraws();
    paint();
  }

  function updateByHand({ silenced, unit }) {
    const hidden = unit && unit.layer <= hiddenSizes().length;
    const isOff = hidden && isAmong(silenced, unit);
    part(".toggle").disabled = !hidden;
    part(".toggle").textContent = hidden ? t(isOff ? "dropout-draws.wake" : "dropout-draws.silence", unit) : t("dropout-draws.choose");
    part(".restore").disabled = silenced.length === 0;
    const draws = drawn();
    if (!draws || silenced.length === 0) part(".told").textContent = draws ? t("dropout-draws.none") : "";
    else part(".told").textContent = t("dropout-draws.told", { count: silenced.length, ...change(draws) });
  }

  /** The answer with all units, and that with some of them silenced. */
  function change({ all_units: all, expectation: now }) {
    const [before, after] = [best(all), best(now)];
    return { before, beforePercent: formatPercent(all[before]), after, afterPercent: formatPercent(now[after]) };
  }

  function updateDraws() {
    const draws = drawn();
    const same = draws?.labels.filter((label) => label === best(draws.expectation)).length;
    const values = draws && { count: draws.labels.length, same, label: best(draws.expectation) };
    part(".summary").textContent = draws ? t("dropout-draws.summary", values) : waitingForInk(shown.state, shown.explanation);
    canvas.setAttribute("aria-label", part(".summary").textContent);
    const rows = (draws?.mean ?? []).map((mean, digit) => {
      const shares = draws.draws.map((one) => one[digit]);
      return [digit, mean, Math.min(...shares), Math.max(...shares), draws.expectation[digit]];
    });
    part("tbody").replaceChildren(...rows.map(row));
  }

  function row([digit, ...shares]) {
    const line = document.createElement("tr");
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: digit }));
    for (const share of shares) line.append(Object.assign(document.createElement("td"), { textContent: formatPercent(share) }));
    return line;
  }

  function paint() {
    const width = canvas.parentElement.clientWidth;
    if (width === 0) return;
    paintDraws(canvas, { width, row: ROW, draws: drawn() });
  }
  update();
}

const best = (shares) => shares.indexOf(Math.max(...shares));

/** Each hidden unit with this probability. @param {number[]} sizes @param {number} rate */
function thinnedOut(sizes, rate) {
  return sizes.flatMap((units, place) =>
    Array.from({ length: units }, (_, index) => ({ layer: place + 1, index })).filter(() => Math.random() < rate),
  );
}
