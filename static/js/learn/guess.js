/**
 * A guess before the truth is shown: a question about the learner's own drawing, its answers, and then what is so.
 *
 *   mountGuess(document.querySelector(".guess"));
 *
 * Hears `state` and `explanation` (it needs what the other panels of its chapters ask for). While a question is open, what would give
 * it away (`data-after-guess`) is veiled: the document's `data-guessing` is then the chapter. Each is asked once; what came
 * of it is remembered in this browser.
 *
 * ARIA: a group of native buttons, one for each answer and one to skip, which Escape does too; the truth is a status line.
 */

import { recall, remember } from "../common/memory.js";
import { t } from "../common/messages.js";
import { readGuesses, withGuess } from "./guess-record.js";
import { questionOf } from "./guess-questions.js";

const ELSEWHERE = ".network-overview, .contents, input, select"; // where Escape means something else

export function mountGuess(element) {
  const part = (selector) => element.querySelector(selector);
  let asked = null; // {chapter, question, drawing, guess: the place of the answer given, or null}

  element.addEventListener("explanation", ({ detail: { explanation, state, settled } }) => {
    if (asked && (asked.chapter !== state.chapter || asked.drawing !== state.drawing)) asked = null;
    if (!asked && settled && explanation && !explanation.blank) ask(state, explanation);
    update();
  });
  element.addEventListener("state", ({ detail: { chapter } }) => {
    if (!asked || asked.chapter === chapter) return;
    asked = null;
    update();
  });
  part(".options").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) answer([...part(".options").children].indexOf(button));
  });
  part(".skip").addEventListener("click", skip);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("language", update);

  function ask({ chapter, drawing }, explanation) {
    const question = questionOf(chapter, explanation);
    if (question && !readGuesses(recall("guesses")).outcomes.has(question.name)) asked = { chapter, question, drawing, guess: null };
  }

  const isOpen = () => asked !== null && asked.guess === null && !element.hidden;

  function answer(place) {
    if (!isOpen()) return;
    const { name, truth } = asked.question;
    asked = { ...asked, guess: place };
    keep(name, place === truth ? "right" : "wrong");
    part(".told").focus();
  }

  function skip() {
    const { name } = asked.question;
    asked = null;
    keep(name, "skipped");
  }

  function keep(name, outcome) {
    remember("guesses", withGuess(recall("guesses"), name, outcome));
    update();
  }

  function onKey(event) {
    if (event.key !== "Escape" || !isOpen() || event.target.closest?.(ELSEWHERE)) return;
    event.preventDefault(); // it would clear the sheet
    skip();
  }

  function update() {
    element.classList.toggle("open", asked !== null);
    if (isOpen()) document.documentElement.dataset.guessing = asked.chapter;
    else delete document.documentElement.dataset.guessing;
    if (!asked) return;
    const { question, guess } = asked;
    const { name, values, options, truth, told } = question;
    part(".question").textContent = t(`guess.${name}`, values);
    const buttons = options.map(({ key, values: of }, place) => {
      const className = guess === null ? "quiet" : place === truth ? "quiet true" : "quiet false";
      const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: t(key, of) });
      button.setAttribute("aria-pressed", String(place === guess));
      button.disabled = guess !== null;
      return button;
    });
    part(".options").replaceChildren(...buttons);
    part(".skip").hidden = guess !== null;
    part(".told").textContent = guess === null ? "" : `${t(guess === truth ? "guess.right" : "guess.wrong")} ${t(`guess.${name}.told`, told)}`;
  }
  update();
}
