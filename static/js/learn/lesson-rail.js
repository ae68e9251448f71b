/**
 * The chapters of the course: their list, the one being read, and which are done.
 *
 *   mountLessonRail(document.querySelector(".lesson-rail"));
 *
 * Hears `state`, and `deed` for what the learner did by hand; tells `set` (detail: {chapter}). All chapters are in the HTML,
 * one of them shown. What is done is remembered in this browser.
 *
 * ARIA: a navigation with an ordered list of links, the present one with aria-current="step"; a button that unfolds the
 * list with its titles; a change of chapter is announced.
 */

import { recall, remember } from "../common/memory.js";
import { t } from "../common/messages.js";
import { readGuesses } from "./guess-record.js";
import { isTaskDone, partsDone, readProgress, writeProgress } from "./lesson-progress.js";
import { CHAPTERS, openChapters } from "./state.js";

export function mountLessonRail(element) {
  const part = (selector) => element.querySelector(selector);
  const toggle = part(".toggle");
  const links = [...element.querySelectorAll("ol a")];
  const articles = [...element.querySelectorAll(".chapter")];
  const ways = { previous: part(".previous"), next: part(".next") };
  const parts = new Map(); // chapter -> the parts of its task that were done on this visit
  let done = remembered();
  let state = null;

  toggle.hidden = false;
  for (const label of element.querySelectorAll(".task label")) label.hidden = false;

  element.addEventListener("click", (event) => {
    const link = event.target.closest(".contents a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.search) goTo(chapterOf(link));
  });
  toggle.addEventListener("click", () => unfold(toggle.getAttribute("aria-expanded") === "false"));
  part(".contents").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") === "false") return;
    event.preventDefault(); // it would clear the sheet
    unfold(false);
  });
  element.addEventListener("change", ({ target }) => mark(chapterOf(target.closest(".chapter")), target.checked));
  element.addEventListener("state", ({ detail }) => {
    const before = state;
    state = detail;
    if (before?.chapter === state.chapter) return; // with every move of the pen comes a state
    update();
    if (before) part(".announcement").textContent = inWords();
  });
  element.addEventListener("deed", ({ detail: deed }) => {
    const { chapter } = deed.after;
    const known = new Set([...(parts.get(chapter) ?? []), ...partsDone(deed)]);
    parts.set(chapter, known);
    if (!done.has(chapter) && isTaskDone(chapter, known)) mark(chapter, true);
  });
  document.addEventListener("language", update);
  addEventListener("storage", ({ key }) => {
    if (key !== "chapters") return;
    done = remembered();
    update();
  });

  function goTo(chapter) {
    if (links.includes(document.activeElement)) unfold(false);
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { chapter } }));
    element.scrollTop = 0;
    scrollTo(0, 0);
  }

  function unfold(open) {
    if (!open && links.includes(document.activeElement)) toggle.focus();
    toggle.setAttribute("aria-expanded", String(open));
    updateTally();
  }

  function mark(chapter, isDone) {
    if (isDone) done.add(chapter);
    else done.delete(chapter);
    remember("chapters", writeProgress(done));
    update();
  }

  function update() {
    if (!state) return;
    const { chapter } = state;
    const open = openChapters(state);
    const place = open.indexOf(chapter);
    for (const article of articles) {
      article.hidden = chapterOf(article) !== chapter;
      article.querySelector("input").checked = done.has(chapterOf(article));
    }
    for (const link of links) {
      if (chapterOf(link) === chapter) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      link.querySelector(".done").hidden = !done.has(chapterOf(link));
      link.parentElement.hidden = !open.includes(chapterOf(link));
    }
    part(".toggle .place").textContent = t("lesson.place", { number: chapter, count: CHAPTERS });
    part(".toggle .short").textContent = chapter;
    part(".toggle .name").textContent = t(`lesson.${chapter}.title`);
    updateTally();
    updateWay("previous", "next", open[place - 1]);
    updateWay("next", "previous", open[place + 1]);
  }

  function updateTally() {
    const open = openChapters(state);
    const { right, made } = readGuesses(recall("guesses"));
    const chapters = t("lesson.tally", { done: open.filter((one) => done.has(one)).length, count: open.length });
    part(".tally").textContent = made > 0 ? `${chapters} · ${t("guess.tally", { right, made })}` : chapters;
  }

  /** At either end the way on is closed; whoever stands on it is led to the way back. */
  function updateWay(way, back, chapter) {
    const link = ways[way];
    const isOpen = chapter !== undefined;
    if (!isOpen && link === document.activeElement) ways[back].focus();
    if (isOpen) link.href = `?chapter=${chapter}`;
    else link.removeAttribute("href");
    for (const [name, value] of [["role", "link"], ["aria-disabled", "true"]]) {
      if (isOpen) link.removeAttribute(name);
      else link.setAttribute(name, value);
    }
    link.title = isOpen ? t(`lesson.${chapter}.title`) : "";
  }

  const inWords = () => `${t("lesson.place", { number: state.chapter, count: CHAPTERS })}: ${t(`lesson.${state.chapter}.title`)}`;
}

/** The chapter that an element stands for, or that a link leads to. */
const chapterOf = (element) => Number(element.dataset.chapter ?? new URLSearchParams(element.search).get("chapter"));

const remembered = () => readProgress(recall("chapters"));
