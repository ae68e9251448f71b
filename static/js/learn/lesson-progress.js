/**
 * Which chapters a learner has done; no DOM. A chapter is done when its thing to do has been done, which shows in what
 * has changed in the page's state; or when the learner says so.
 *
 * @typedef {import("./state.js").LearnState} LearnState
 */

import { CHAPTERS } from "./state.js";

const another = (...keys) => (before, after) => keys.some((key) => after[key] !== before[key]);
const chosen = (key) => (before, after) => after[key] !== null && after[key] !== before[key];
const more = (key) => (before, after) => after[key].length > before[key].length;
const either = (...tests) => (before, after) => tests.some((test) => test(before, after));

/** What each chapter asks for, from the first to the last. */
const TASKS = [
  more("without"), // a step of the lens left out
  chosen("against"), // "why no 8?"
  chosen("unit"), // a unit opened
  (before, after) => after.withoutBias && !before.withoutBias,
  another("network"), // the drawing through another curve
  either(chosen("label"), another("loss")),
  either(chosen("label"), chosen("unit")),
  either(chosen("label"), another("learningRate", "loss")),
  another("learningRate"),
  more("steps"),
  either(more("silenced"), another("seed", "dropoutRate")),
];

/** Whether this change is what the chapter asks for. @param {LearnState} before @param {LearnState} after */
export const isTaskDone = (before, after) =>
  before.chapter === after.chapter && before.drawing === after.drawing && TASKS[after.chapter - 1](before, after);

/** What was remembered, as the chapters done: "1,3" -> {1, 3}; anything else in it is forgotten. */
export function readProgress(text) {
  const numbers = (text ?? "").split(",").filter((part) => /^\d+$/.test(part)).map(Number);
  return new Set(numbers.filter((number) => number >= 1 && number <= CHAPTERS));
}

/** @param {Set<number>} done */
export const writeProgress = (done) => [...done].sort((one, other) => one - other).join(",");
