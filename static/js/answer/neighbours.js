/**
 * The training examples that the network finds most like the drawing, in a disclosure.
 *
 *   mountNeighbours(document.querySelector(".neighbours"), {find, load});
 *
 * `find(request)` looks up a drawing's neighbours, `load(indices)` fetches their pictures. Hears `drawing` (detail:
 * {request, settled}; request is null for an empty sheet). Asks only while it is open and the pen is up.
 *
 * ARIA: a native disclosure; a list of pictures, each named by its label, its place in the data set and its distance.
 */

import { formatDistance } from "../common/formatting.js";
import { createLatestRequest } from "../common/latest-request.js";
import { errorText, t } from "../common/messages.js";
import { paintPixels, SIDE } from "../drawing/pixel-picture.js";
import { agreementOf } from "./agreement.js";

const NO_INK = new Array(SIDE * SIDE).fill(0);
const SLOW_MS = 400; // after which a word is due

export function mountNeighbours(element, { find, load }) {
  const items = [...element.querySelectorAll(".row li")];
  const summary = element.querySelector(".summary");
  const trouble = element.querySelector(".trouble");
  let drawing = null; // what was last drawn to the end
  let state = { neighbours: [], stale: false, slow: false, error: null };
  let timer = null;

  const isPreparing = ({ code }) => code === "not_ready";
  const requests = createLatestRequest({
    send: lookUp,
    onAnswer: (neighbours) => show({ neighbours }),
    onFailure: (error) => show(isPreparing(error) ? { slow: true } : { error }),
    isNews: (error) => !isPreparing(error),
  });

  element.addEventListener("drawing", ({ detail: { request, settled } }) => {
    drawing = settled ? request : null;
    if (drawing) return ask();
    forget();
    show(settled ? {} : { ...state, stale: true });
  });
  element.addEventListener("toggle", ask);
  document.addEventListener("language", update);
  document.addEventListener("theme", update);

  function ask() {
    forget();
    if (!element.open || !drawing) return;
    requests.ask(drawing, true);
    timer = setTimeout(() => show({ ...state, slow: true, error: null }), SLOW_MS);
  }

  function forget() {
    clearTimeout(timer);
    requests.drop();
  }

  /** The neighbours of a drawing, with their pictures. */
  async function lookUp(request) {
    const neighbours = await find(request);
    const examples = neighbours.length > 0 ? await load(neighbours.map(({ index }) => index)) : [];
    return neighbours.map((neighbour, place) => ({ ...neighbour, pixels: examples[place].pixels }));
  }

  function show({ neighbours = [], stale = false, slow = false, error = null }) {
    if (!slow) clearTimeout(timer);
    state = { neighbours, stale, slow, error };
    update();
  }

  function update() {
    const { neighbours, stale, slow, error } = state;
    element.classList.toggle("stale", stale || slow);
    element.setAttribute("aria-busy", String(slow));
    items.forEach((item, place) => updateItem(item, neighbours[place]));
    const { key, values } = slow ? { key: "neighbours.preparing" } : agreementOf(neighbours);
    summary.textContent = t(key, values);
    summary.hidden = error !== null;
    trouble.hidden = error === null;
    trouble.textContent = error ? errorText(error) : "";
  }

  function updateItem(item, neighbour) {
    const canvas = item.querySelector("canvas");
    const distance = neighbour && formatDistance(neighbour.distance);
    item.querySelector(".label").textContent = neighbour?.label ?? "";
    item.querySelector(".distance").textContent = neighbour ? t("neighbours.distance", { distance }) : "";
    canvas.setAttribute("aria-hidden", String(!neighbour));
    canvas.setAttribute("aria-label", neighbour ? t("neighbours.one", { ...neighbour, distance }) : "");
    paintPixels(canvas, neighbour?.pixels ?? NO_INK);
  }
  update();
}
