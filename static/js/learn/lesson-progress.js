/**
 * Which chapters a learner has done; no DOM. A chapter is done when each part of its task has been done by hand, which
 * shows in how a deed changed the page's state; or when the learner says so. What the page does by itself is no deed.
 *
 * @typedef {import("./state.js").LearnState} LearnState
 * @typedef {{before: LearnState, after: LearnState, raced?: boolean}} Deed
 */

import { snapshotOf } from "./evolution.js";
import { CHAPTERS } from "./state.js";

const chosen = (key) => ({ before, after }) => after[key] !== null && after[key] !== before[key];
const more = (key) => ({ before, after }) => after[key].length > before[key].length;
const fewer = (key) => ({ before, after }) => after[key].length < before[key].length;
const renamed = ({ before, after }) => before.label !== null && after.label !== null && after.label !== before.label;
const raced = ({ raced = false }) => raced;
const watched = ({ before, after }) => after.network !== before.network && snapshotOf(after.network) !== null;

/** The parts of what each chapter asks for, from the first to the last. */
const TASKS = [
  [more("without")], // a step of the lens left out
  [chosen("against")], // "why no 8?"
  [chosen("unit")],
  [({ before, after }) => after.withoutBias && !before.withoutBias],
  [({ before, after }) => after.network !== before.network && !snapshotOf(after.network), raced], // through another curve
  [renamed], // a wrong one on purpose
  [(deed) => chosen("unit")(deed) && deed.after.unit.layer === 1 && deed.after.label !== null],
  [chosen("weightRate")], // one weight on its own, with another rate
  [({ before, after }) => after.learningRate !== before.learningRate, raced],
  [more("steps"), fewer("steps"), watched], // taken, and undone; then a whole training, watched
  [more("silenced"), raced], // units by hand, then with dropout
];

/** Which parts of its chapter's task a deed does, by their places. @param {Deed} deed @returns {number[]} */
export function partsDone(deed) {
  const { before, after } = deed;
  if (before.chapter !== after.chapter || before.drawing !== after.drawing) return [];
  return TASKS[after.chapter - 1].flatMap((isDone, place) => (isDone(deed) ? [place] : []));
}

/** Whether these are all parts of a chapter's task. @param {Set<number>} parts */
export const isTaskDone = (chapter, parts) => parts.size === TASKS[chapter - 1].length;

/** What was remembered, as the chapters done: "1,3" -> {1, 3}; anything else in it is forgotten. */
export function readProgress(text) {
  const numbers = (text ?? "").split(",").filter((part) => /^\d+$/.test(part)).map(Number);
  return new Set(numbers.filter((number) => number >= 1 && number <= CHAPTERS));
}

/** @param {Set<number>} done */
export const writeProgress = (done) => [...done].sort((one, other) => one - other).join(",");
