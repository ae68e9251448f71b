// The page `/learn`: one drawing, one state, one explanation; every panel shows its part of it.
import { mountShortAnswer } from "../answer/short-answer.js";
import { explain, fetchExamples } from "../common/api.js";
import { mountHeader } from "../common/header.js";
import { createLatestRequest } from "../common/latest-request.js";
import { errorText, loadMessages, t } from "../common/messages.js";
import { mountOutage } from "../common/outage.js";
import { mountDrawingPad } from "../drawing/drawing-pad.js";
import { mountExamples } from "../drawing/examples.js";
import { isBlank } from "../drawing/strokes.js";
import { snapshotOf } from "../learn/evolution.js";
import { mountLessonRail } from "../learn/lesson-rail.js";
import { mountNetworkChoice } from "../learn/network-choice.js";
import { allowed, changed, fromAddress, START, toAddress, toQuestion } from "../learn/state.js";
import { toggled } from "../learn/unit-choice.js";
import { mountNetworkOverview } from "../network/network-overview.js";
import { createPanels } from "./learn-panels.js";

const REST_MS = 200;

await loadMessages();

const page = document.querySelector(".learn-page");
const rail = page.querySelector(".lesson-rail");
const pad = page.querySelector(".drawing-pad");
const trouble = page.querySelector(".explain-trouble");
const place = page.querySelector(".panels");
const components = [...page.querySelectorAll(".component")];
const unitView = page.querySelector(".unit-view");
const ofChapters = components.filter((component) => place.contains(component));
let told = {}; // the newest `state`, and the newest `explanation` since
let state = fromAddress(location.search, location.hash);
let unitOpened = false; // in this chapter
let writing = null; // the timer that is to write the address
let asking = false;
let refused = false; // the newest question, which is why there is no explanation
let answered = false; // whether the components know an explanation of a drawing, if perhaps not of the newest

const requests = createLatestRequest({
  send: explain,
  onAnswer: (explanation, settled) => show({ explanation, settled }),
  onFailure(error) {
    show({ explanation: null, settled: true });
    refused = true;
    complain(error);
  },
});

const panels = createPanels(ofChapters, {
  onReady(panel) {
    if (!panels.areMissing() && !refused) trouble.hidden = true;
    for (const [name, detail] of Object.entries(told)) panel.dispatchEvent(new CustomEvent(name, { detail }));
    updateBusy();
  },
  onFailure(error) {
    complain(error);
    updateBusy();
  },
});

const panelsOf = (chapter) => ofChapters.filter(({ dataset }) => dataset.chapters?.split(" ").includes(String(chapter)));
/** In any chapter also what opens a unit, once the learner has opened one there, and the time machine of a snapshot. */
function onShow() {
  const present = panelsOf(state.chapter);
  const hasUnit = unitOpened && state.unit !== null;
  const isSnapshot = snapshotOf(state.network) !== null;
  return ofChapters.filter(
    (panel) =>
      present.includes(panel) || (hasUnit && "withUnit" in panel.dataset) || (isSnapshot && "withSnapshot" in panel.dataset),
  );
}
/** A hidden panel needs to know nothing: an explanation with its part comes when it is shown. */
const tell = (name, detail) => {
  told = name === "state" ? { state: detail } : { ...told, [name]: detail };
  for (const part of components) if (!part.hidden || "always" in part.dataset) part.dispatchEvent(new CustomEvent(name, { detail }));
};

/** While the pen is down only what follows it; once it is up, all that the panels on show need. */
function ask(settled) {
  if (isBlank(state.drawing)) {
    requests.drop();
    return show({ explanation: null, settled });
  }
  const parts = onShow()
    .filter((panel) => settled || "live" in panel.dataset)
    .flatMap((panel) => panel.dataset.parts?.split(" ") ?? []);
  if (settled && !answered) tell("explanation", { explanation: null, settled, state }); // they say that they wait for it
  asking = true;
  updateBusy();
  requests.ask(toQuestion(state, [...new Set(["layers", ...parts])]), settled);
}

function show({ explanation, settled }) {
  asking = !settled;
  answered = explanation !== null;
  refused = false;
  updateBusy();
  if (!panels.areMissing()) trouble.hidden = true;
  tell("explanation", { explanation, settled, state });
}

/** What the learner does by hand, which may be what a chapter asks for. */
function act(part) {
  const before = state;
  change(part);
  tellDeed(before);
}

const tellDeed = (before, more = {}) => rail.dispatchEvent(new CustomEvent("deed", { detail: { before, after: state, ...more } }));

const updateBusy = () => place.setAttribute("aria-busy", String(asking || panels.areComing()));

function complain(error) {
  const isClosed = error.code === "unauthorized"; // a training that isn't, or no longer, open to visitors
  trouble.classList.toggle("kind", isClosed);
  trouble.textContent = isClosed ? `${t("time-machine.closed")} ` : errorText(error);
  if (isClosed) {
    const href = toAddress({ ...state, chapter: 10, network: START.network });
    trouble.append(Object.assign(document.createElement("a"), { href, textContent: t("time-machine.closed.other") }));
  }
  trouble.hidden = false;
}

function change(part, settled = true, isStep = state.chapter !== (part.chapter ?? state.chapter)) {
  const before = state;
  state = changed(state, allowed(state, part));
  panels.show(onShow());
  clearTimeout(writing); // no half a stroke in the address
  if (settled) remember(isStep, before);
  tell("state", state);
  ask(settled);
  if (settled) window.requestIdleCallback?.(() => panels.prepare(panelsOf(state.chapter + 1))); // most go on to it
}

/**
 * A chapter is a step that "back" undoes; all else only keeps the address up to date, once the hand rests: a slider
 * changes it faster than browsers let an address be written.
 */
function remember(isStep, before) {
  if (toAddress(state) === location.search + location.hash) return; // "back" has led here
  if (!isStep) {
    writing = setTimeout(() => writeAddress("replaceState", state), REST_MS);
    return;
  }
  writeAddress("replaceState", before);
  writeAddress("pushState", state);
}

const writeAddress = (how, what) => history[how]({ chapter: what.chapter }, "", toAddress(what));
addEventListener("pagehide", () => writeAddress("replaceState", state));

page.addEventListener("set", ({ detail }) => {
  if ("chapter" in detail) unitOpened = false;
  act(detail);
});
page.addEventListener("suggest", ({ detail }) => change(detail));
page.addEventListener("finish", () => tellDeed(state, { raced: true }));
page.addEventListener("openUnit", ({ detail: unit }) => {
  unitOpened = true;
  act({ unit });
  panels.lead(unitView);
});
page.addEventListener("silence", ({ detail: unit }) => act({ silenced: toggled(state.silenced, unit) }));
page.addEventListener("draw", ({ detail: { drawing, settled } }) => change({ drawing }, settled));
page.addEventListener("tryDrawing", ({ detail }) => putOnPad(detail));
page.addEventListener("loadExample", ({ detail: { pixels, label } }) => {
  putOnPad({ strokes: [], pixels });
  change({ label });
});
/** "Back" leads to a chapter, and to nothing that was chosen or drawn before; an address that was typed, to all it tells. */
addEventListener("popstate", ({ state: step }) => {
  const { drawing, ...choices } = fromAddress(location.search, location.hash);
  unitOpened = false;
  if (step) return change({ chapter: choices.chapter }, true, false);
  putOnPad(drawing);
  change(choices);
});

/** The pad tells `draw` in turn, so that the drawing gets into the state. */
const putOnPad = (drawing) => pad.dispatchEvent(new CustomEvent("drawing", { detail: drawing }));

for (const part of page.querySelectorAll("[data-lock]")) part.inert = state.lock.includes(part.dataset.lock);
mountHeader(document.querySelector(".header"));
mountOutage(page.querySelector(".outage"));
mountLessonRail(rail);
mountDrawingPad(pad);
mountExamples(page.querySelector(".examples"), { load: fetchExamples });
mountShortAnswer(page.querySelector(".short-answer"));
mountNetworkChoice(page.querySelector(".network-choice"));
mountNetworkOverview(page.querySelector(".network-overview"), {
  canOpen: true,
  canSilence: (now) => panelsOf(now.chapter).some(({ dataset }) => "silences" in dataset),
});

const { drawing, ...choices } = state;
if (!isBlank(drawing)) putOnPad(drawing);
change(choices);
