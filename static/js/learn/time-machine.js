/**
 * The time machine: a slider that takes the whole glass box through the epochs of a training.
 *
 *   mountTimeMachine(document.querySelector(".time-machine"), {evolve, examine});
 *
 * `evolve(training, drawing)` fetches the moments of a drawing, `examine(training, epoch)` how a snapshot did. Hears
 * `state` and `explanation`; tells `set` (detail: {network}). Hidden unless the network is a training's snapshot.
 *
 * ARIA: a native slider that tells its epoch; the pictures' figures are their text alternatives.
 */

import { formatPercent } from "../common/formatting.js";
import { createLatestRequest } from "../common/latest-request.js";
import { errorText, t } from "../common/messages.js";
import { isBlank, toRequest } from "../drawing/strokes.js";
import { leaders, settledSince, snapshotOf } from "./evolution.js";

const PLAY_MS = 600;

export function mountTimeMachine(element, { evolve, examine }) {
  const part = (selector) => element.querySelector(selector);
  const slider = part(".epochs");
  const exams = new Map(); // "t0001@3" -> how it did; what is over doesn't change
  let network = "";
  let moments = [];
  let shown = { drawing: null, training: null }; // what `moments` are of
  let timer = null;

  const examinations = createLatestRequest({
    send: async ({ training, epoch }) => exams.set(`${training}@${epoch}`, await examine(training, epoch)),
    onAnswer: () => show(moments),
    onFailure: fail,
  });
  const evolutions = createLatestRequest({
    send: ({ training, drawing }) => evolve(training, drawing),
    onAnswer: (answer) => show(answer),
    onFailure: fail,
  });

  element.addEventListener("state", ({ detail: state }) => {
    const snapshot = snapshotOf(state.network);
    element.hidden = snapshot === null;
    network = state.network;
    if (snapshot === null) return leave();
    const { training } = snapshot;
    if (state.drawing !== shown.drawing || training !== shown.training) {
      shown = { drawing: state.drawing, training };
      const drawing = isBlank(state.drawing) ? { pixels: new Array(784).fill(0) } : toRequest(state.drawing);
      evolutions.ask({ training, drawing }, true);
    }
    if (!exams.has(network)) examinations.ask(snapshot, true);
    update();
  });
  slider.addEventListener("input", () => {
    const next = Number(slider.value); // before stop() shows where it stood
    stop();
    go(next);
  });
  part(".play").addEventListener("click", () => (timer === null ? play() : stop()));
  document.addEventListener("language", update);

  const place = () => moments.findIndex(({ epoch }) => epoch === snapshotOf(network)?.epoch);
  const go = (next) => {
    const detail = { network: `${shown.training}@${moments[next].epoch}` };
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  };

  /** From the beginning again once it has come to the end. */
  function play() {
    if (moments.length < 2) return;
    if (place() === moments.length - 1) go(0);
    timer = setInterval(() => (place() < moments.length - 1 ? go(place() + 1) : stop()), PLAY_MS);
    update();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    update();
  }

  function show(answer) {
    part(".trouble").hidden = true;
    moments = answer;
    update();
  }

  /** Another network is on show, so that nothing of a training is asked any more. */
  function leave() {
    for (const requests of [examinations, evolutions]) requests.drop();
    shown = { drawing: null, training: null };
    stop();
  }

  function fail(error) {
    part(".trouble").hidden = false;
    part(".trouble").textContent = errorText(error);
  }

  function update() {
    const snapshot = snapshotOf(network);
    if (snapshot === null) return;
    const { training, epoch } = snapshot;
    const told = t(epoch === 0 ? "time-machine.before" : "time-machine.after", { epoch });
    part("h2").textContent = t("time-machine", { training });
    slider.max = Math.max(0, moments.length - 1);
    slider.value = Math.max(0, place());
    slider.setAttribute("aria-valuetext", told);
    part(".epoch").textContent = told;
    part(".play").setAttribute("aria-pressed", String(timer !== null));
    part(".play").setAttribute("aria-label", t(timer === null ? "time-machine.play" : "time-machine.stop"));
    updateEvolution(epoch);
    updateConfusion();
  }

  function updateEvolution(epoch) {
    const grid = part(".evolution .grid");
    part(".evolution").hidden = moments.length === 0 || isBlank(shown.drawing);
    grid.style.setProperty("--columns", moments.length);
    const rows = leaders(moments);
    grid.replaceChildren(
      ...rows.flatMap((digit) => [
        Object.assign(document.createElement("span"), { textContent: digit }),
        ...moments.map((moment) => cell(moment.probabilities[digit], moment.epoch === epoch ? "now" : "")),
      ]),
    );
    const since = settledSince(moments);
    grid.setAttribute("aria-label", since ? t("time-machine.settled", since) : "");
  }

  function updateConfusion() {
    const exam = exams.get(network);
    part(".confusion").hidden = !exam;
    if (!exam) return;
    const { confusion, accuracy } = exam;
    const most = Math.max(1, ...confusion.map((row) => row.reduce((sum, count) => sum + count, 0)));
    const wrong = (row, label) => row.map((count, answered) => (answered === label ? 0 : count));
    const mostWrong = Math.max(1, ...confusion.flatMap(wrong));
    part(".confusion .grid").replaceChildren(
      ...confusion.flatMap((row, label) =>
        row.map((count, answered) => (label === answered ? cell(count / most, "") : cell(count / mostWrong, "wrong"))),
      ),
    );
    const told = t("time-machine.confusion", { accuracy: formatPercent(accuracy, 2), worst: worstOf(confusion) });
    part(".confusion .grid").setAttribute("aria-label", told);
    part(".confusion figcaption").textContent = told;
  }

  /** "4 for 9": what is mixed up most often. */
  function worstOf(confusion) {
    const counts = confusion.flatMap((row, label) => row.map((count, answered) => (label === answered ? 0 : count)));
    const worst = counts.indexOf(Math.max(...counts));
    return t("time-machine.worst", { label: Math.floor(worst / 10), answered: worst % 10 });
  }
}

function cell(share, name) {
  const element = document.createElement("span");
  element.className = `cell ${name}`;
  element.style.setProperty("--share", share);
  return element;
}
