/**
 * Two networks under the same thirty draws: one was trained without dropout, one with it.
 *
 *   mountDropoutPair(document.querySelector(".dropout-pair"));
 *
 * Hears `explanation` (it needs the part "dropout").
 *
 * ARIA: each figure is an image whose name sums it up, as the status line below it does.
 */

import { formatPercent } from "../../common/formatting.js";
import { t } from "../../common/messages.js";
import { listenToPart, waitingForInk } from "../explanation-part.js";
import { paintDraws } from "./draws-painter.js";

const ROW = 20; // pixels

export function mountDropoutPair(element) {
  const part = (selector) => element.querySelector(selector);
  const figures = [...element.querySelectorAll("figure")];
  let pair = null;

  listenToPart(element, "dropout", (dropout, state, explanation) => {
    pair = explanation?.blank ? null : (dropout?.pair ?? null);
    part(".seen").hidden = pair === null;
    part(".waiting").textContent = pair ? "" : waitingForInk(state, explanation);
    if (!pair) return;
    part(".lead").textContent = t("dropout-pair.lead", { rate: formatPercent(dropout.rate, 0) });
    figures.forEach((figure, place) => tell(figure, pair[place]));
    paint();
  });
  new ResizeObserver(paint).observe(figures[0].querySelector(".frame"));

  function tell(figure, { trained_rate: rate, labels, expectation }) {
    const label = expectation.indexOf(Math.max(...expectation));
    const same = labels.filter((one) => one === label).length;
    const name = t(rate === 0 ? "dropout-pair.without" : "dropout-pair.with", { rate: formatPercent(rate, 0) });
    figure.querySelector("h3").textContent = name;
    figure.querySelector(".summary").textContent = t("dropout-draws.summary", { count: labels.length, same, label });
    figure.querySelector("canvas").setAttribute("aria-label", `${name}: ${figure.querySelector(".summary").textContent}`);
  }

  function paint() {
    for (const [place, figure] of figures.entries()) {
      const width = figure.querySelector(".frame").clientWidth;
      if (pair && width > 0) paintDraws(figure.querySelector("canvas"), { width, row: ROW, draws: pair[place] });
    }
  }
}
