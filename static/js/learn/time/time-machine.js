/**
 * The time machine: a slider that takes the whole glass box through a network's training.
 *
 *   mountTimeMachine(document.querySelector(".time-machine"), { examine });
 *
 * `examine(training, epoch)` fetches how a snapshot of a training in the studio did. Hears `state` and `explanation` (the
 * part `evolution`); tells `set` (detail: {network}). Where no snapshot is looked into it shows the training that is
 * shipped, and waits to be moved.
 *
 * ARIA: a native slider that tells its moment; the pictures' figures are their text alternatives, a table the curves'.
 */

import { draw } from "../../charts/chart-drawing.js";
import { formatCount, formatLoss, formatPercent } from "../../common/formatting.js";
import { createLatestRequest } from "../../common/latest-request.js";
import { errorText, language, t } from "../../common/messages.js";
import { listenToPart, waitingForInk } from "../explanation-part.js";
import { GROWTH, leaders, momentMessage, overfitsSince, settledSince, snapshotOf } from "../evolution.js";
import { growthCurves, HEIGHT } from "./growth-curves.js";

const PLAY_MS = 900;
const MEASURES = ["loss", "accuracy"];

export function mountTimeMachine(element, { examine }) {
  const part = (selector) => element.querySelector(selector);
  const slider = part(".epochs");
  const exams = new Map(); // "t0001@3" -> how it did; what is over doesn't change
  let network = "";
  let evolution = null;
  let timer = null;

  const examinations = createLatestRequest({
    send: async ({ training, at }) => exams.set(`${training}@${at}`, await examine(training, at)),
    onAnswer: updateConfusion,
    onFailure(error) {
      part(".trouble").hidden = false;
      part(".trouble").textContent = errorText(error);
    },
  });

  element.addEventListener("state", ({ detail: state }) => {
    const snapshot = snapshotOf(state.network);
    network = state.network;
    part(".trouble").hidden = true;
    if (!snapshot) stop();
    if (snapshot && snapshot.training !== GROWTH && !exams.has(network)) examinations.ask(snapshot, true);
    else examinations.drop();
    update();
  });
  slider.addEventListener("input", () => {
    const next = Number(slider.value); // before stop() shows where it stood
    stop();
    go(next);
  });
  part(".play").addEventListener("click", () => (timer === null ? play() : stop()));

  const moments = () => evolution?.moments ?? [];
  const training = () => snapshotOf(network)?.training ?? GROWTH;
  /** Where it stands; a network that is no snapshot has learned all that it will. */
  const place = () => {
    const found = moments().findIndex(({ at }) => at === snapshotOf(network)?.at);
    return found < 0 ? moments().length - 1 : found;
  };
  const go = (next) => {
    const detail = { network: `${training()}@${moments()[next].at}` };
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail }));
  };

  /** From the beginning again once it has come to the end. */
  function play() {
    if (moments().length < 2) return;
    if (place() === moments().length - 1) go(0);
    timer = setInterval(() => (place() < moments().length - 1 ? go(place() + 1) : stop()), PLAY_MS);
    update();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    update();
  }

  listenToPart(element, "evolution", (newest, state, explanation) => {
    evolution = newest && newest.training === training() ? newest : null;
    part(".waiting").hidden = evolution !== null;
    part(".waiting").textContent = waitingForInk(state, explanation);
    update();
  });

  function update() {
    if (!network) return;
    const isShipped = training() === GROWTH;
    const snapshot = snapshotOf(network);
    const moment = moments()[place()] ?? (snapshot && !isShipped ? { epochs: snapshot.at } : null);
    const told = moment ? inWords(moment) : "";
    part("h2").textContent = isShipped ? t("time-machine.shipped") : t("time-machine", { training: training() });
    part(".controls").hidden = moment === null;
    slider.max = Math.max(0, moments().length - 1);
    slider.value = Math.max(0, place());
    slider.setAttribute("aria-valuetext", told);
    part(".epoch").textContent = told;
    part(".play").setAttribute("aria-pressed", String(timer !== null));
    part(".play").setAttribute("aria-label", t(timer === null ? "time-machine.play" : "time-machine.stop"));
    for (const figure of element.querySelectorAll(".evolution, .curves")) figure.hidden = evolution === null;
    updateConfusion();
    part(".words").hidden = evolution === null || !isShipped;
    if (evolution === null) return;
    updateAnswers();
    for (const measure of MEASURES) updateCurve(measure);
    updateFigures(moment);
    if (isShipped) updateWords();
  }

  function updateAnswers() {
    const grid = part(".evolution .grid");
    element.style.setProperty("--columns", moments().length);
    grid.replaceChildren(
      ...leaders(moments()).flatMap((digit) => [
        Object.assign(document.createElement("span"), { textContent: digit }),
        ...moments().map((moment, column) => cell(moment.probabilities[digit], column === place() ? "now" : "")),
      ]),
    );
    const since = settledSince(moments());
    grid.setAttribute("aria-label", t("time-machine.settled", { label: since.label, moment: inWords(since) }));
  }

  function updateCurve(measure) {
    const { lines, ticks } = growthCurves(moments(), measure);
    const wide = { x1: 0, x2: moments().length };
    const now = { x: place(), y: 0, width: 1, height: HEIGHT };
    const svg = part(`.${measure} svg`);
    svg.setAttribute("viewBox", `0 0 ${moments().length} ${HEIGHT}`);
    svg.replaceChildren(
      draw("rect", "moment", now),
      ...ticks.map(({ y }) => draw("line", "grid-line", { ...wide, y1: y, y2: y })),
      ...lines.map(({ name, path }) => draw("path", `line ${name}`, { d: path })),
    );
    part(`.${measure} .ticks`).replaceChildren(
      ...ticks.map(({ value, y }) => {
        const tick = Object.assign(document.createElement("span"), { textContent: measure === "loss" ? value : `${value * 100} %` });
        tick.style.top = `${(y / HEIGHT) * 100}%`;
        return tick;
      }),
    );
  }

  function updateFigures(moment) {
    for (const set of ["training", "validation"]) {
      const [loss, accuracy] = MEASURES.map((measure) => moment[`${set}_${measure}`]);
      part(`.figures .${set}.of-loss`).textContent = loss === null ? "–" : formatLoss(loss);
      part(`.figures .${set}.of-accuracy`).textContent = accuracy === null ? "–" : formatPercent(accuracy, 2);
    }
    const since = overfitsSince(moments());
    part(".remark").textContent = since ? t("time-machine.overfits", { moment: inWords(since) }) : "";
  }

  function updateWords() {
    const { batch_size: size, training_examples: learned, validation_examples: held, test_examples: tested } = evolution;
    const counts = Object.entries({ size, learned, held, tested }).map(([name, count]) => [name, formatCount(count, language())]);
    const batches = formatCount(Math.ceil(learned / size), language());
    const values = { ...Object.fromEntries(counts), batches, accuracy: formatPercent(evolution.test_accuracy, 2) };
    for (const word of element.querySelectorAll(".words dd")) word.textContent = t(`time-machine.${word.dataset.word}.told`, values);
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
}

/** "after epoch 3". */
function inWords(moment) {
  const { key, values } = momentMessage(moment);
  return t(key, values);
}

/** "4 for 9": what is mixed up most often. */
function worstOf(confusion) {
  const counts = confusion.flatMap((row, label) => row.map((count, answered) => (label === answered ? 0 : count)));
  const worst = counts.indexOf(Math.max(...counts));
  return t("time-machine.worst", { label: Math.floor(worst / 10), answered: worst % 10 });
}

function cell(share, name) {
  const element = document.createElement("span");
  element.className = `cell ${name}`;
  element.style.setProperty("--share", share);
  return element;
}
