/**
 * What was guessed so far, as it is remembered; no DOM. A guess that was made or skipped isn't asked for again.
 *
 * @typedef {"right" | "wrong" | "skipped"} Outcome
 */

const OUTCOMES = ["right", "wrong", "skipped"];

/** "flip:right,bias:skipped" -> what became of each, how many were made, and how many of them were right. */
export function readGuesses(text) {
  const outcomes = new Map((text ?? "").split(",").map((pair) => pair.split(":")).filter(([, outcome]) => OUTCOMES.includes(outcome)));
  const all = [...outcomes.values()];
  return { outcomes, right: all.filter((one) => one === "right").length, made: all.filter((one) => one !== "skipped").length };
}

/** The same with one more. @param {string | null} text @param {string} name @param {Outcome} outcome */
export function withGuess(text, name, outcome) {
  const { outcomes } = readGuesses(text);
  return [...outcomes.set(name, outcome)].map((pair) => pair.join(":")).join(",");
}
