// The page `/learn`: one drawing, one state, one explanation; every panel shows its part of it.
import { mountActivationCurve } from "./activation-curve.js";
import { examineSnapshot, explain, fetchEvolution, fetchExamples, followRace } from "./api.js";
import { mountBiasSwitch } from "./bias-switch.js";
import { mountBackwardPass } from "./backward-pass.js";
import { mountDescentCurve } from "./descent-curve.js";
import { mountLabelChoice } from "./label-choice.js";
import { mountLossComparison } from "./loss-comparison.js";
import { mountWhy } from "./why.js";
import { mountWeightUpdate } from "./weight-update.js";
import { mountDrawingPad } from "./drawing-pad.js";
import { mountDropoutDraws } from "./dropout-draws.js";
import { mountExamples } from "./examples.js";
import { mountHandCalculation } from "./hand-calculation.js";
import { mountHeader } from "./header.js";
import { createLatestRequest } from "./latest-request.js";
import { changed, fromAddress, toAddress, toQuestion } from "./learn-state.js";
import { mountLens } from "./lens.js";
import { mountLessonRail } from "./lesson-rail.js";
import { errorText, loadMessages } from "./messages.js";
import { mountNetworkChoice } from "./network-choice.js";
import { mountNetworkOverview } from "./network-overview.js";
import { mountRace } from "./race.js";
import { mountPixelNumbers } from "./pixel-numbers.js";
import { mountShortAnswer } from "./short-answer.js";
import { isBlank } from "./strokes.js";
import { mountTimeMachine } from "./time-machine.js";
import { mountUnitView } from "./unit-view.js";

const REST_MS = 200;

await loadMessages();

const page = document.querySelector(".learn-page");
const pad = page.querySelector(".drawing-pad");
const trouble = page.querySelector(".explain-trouble");
const place = page.querySelector(".panels");
const components = [...page.querySelectorAll(".component")];
const panels = components.filter((component) => component.dataset.chapters);
let state = fromAddress(location.search, location.hash);
let unitChosen = false; // in this chapter
let writing = null; // the timer that is to write the address

const requests = createLatestRequest({
  send: explain,
  onAnswer: (explanation, settled) => show({ explanation, settled }),
  onFailure(error) {
    show({ explanation: null, settled: true });
    trouble.textContent = errorText(error);
    trouble.hidden = false;
  },
});

/** The chapter's panels; and in any chapter what opens a unit, once the learner has chosen one there. */
const onShow = () =>
  panels.filter(
    ({ dataset: { chapters, withUnit } }) =>
      chapters.split(" ").includes(String(state.chapter)) || (withUnit !== undefined && unitChosen && state.unit !== null),
  );
/** A hidden panel needs to know nothing: an explanation with its part comes when it is shown. */
const tell = (name, detail) => {
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
  place.setAttribute("aria-busy", "true");
  requests.ask(toQuestion(state, [...new Set(["layers", ...parts])]), settled);
}

function show({ explanation, settled }) {
  place.setAttribute("aria-busy", String(!settled));
  trouble.hidden = true;
  tell("explanation", { explanation, settled, state });
}

function change(part, settled = true) {
  const before = state;
  state = changed(state, part);
  const visible = onShow();
  for (const panel of panels) panel.hidden = !visible.includes(panel);
  clearTimeout(writing); // no half a stroke in the address
  if (settled) remember(before.chapter !== state.chapter, before);
  tell("state", state);
  ask(settled);
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

const writeAddress = (how, what) => history[how](null, "", toAddress(what));
addEventListener("pagehide", () => writeAddress("replaceState", state));

page.addEventListener("set", ({ detail }) => {
  unitChosen = "chapter" in detail ? false : unitChosen || "unit" in detail;
  change(detail);
});
page.addEventListener("draw", ({ detail: { drawing, settled } }) => change({ drawing }, settled));
page.addEventListener("tryDrawing", ({ detail }) => putOnPad(detail));
page.addEventListener("loadExample", ({ detail: { pixels, label } }) => {
  putOnPad({ strokes: [], pixels });
  change({ label });
});
addEventListener("popstate", () => {
  const { drawing, ...choices } = fromAddress(location.search, location.hash);
  putOnPad(drawing);
  change(choices);
});

/** The pad tells `draw` in turn, so that the drawing gets into the state. */
const putOnPad = (drawing) => pad.dispatchEvent(new CustomEvent("drawing", { detail: drawing }));

mountHeader(document.querySelector(".header"));
mountLessonRail(page.querySelector(".lesson-rail"));
mountDrawingPad(pad);
mountExamples(page.querySelector(".examples"), { load: fetchExamples });
mountShortAnswer(page.querySelector(".short-answer"));
mountNetworkChoice(page.querySelector(".network-choice"));
mountTimeMachine(page.querySelector(".time-machine"), { evolve: fetchEvolution, examine: examineSnapshot });
mountNetworkOverview(page.querySelector(".network-overview"));
mountRace(page.querySelector(".race"), { follow: followRace });
mountLens(page.querySelector(".lens"));
mountPixelNumbers(page.querySelector(".pixel-numbers"));
mountHandCalculation(page.querySelector(".hand-calculation"));
mountBiasSwitch(page.querySelector(".bias-switch"));
mountActivationCurve(page.querySelector(".activation-curve"));
mountUnitView(page.querySelector(".unit-view"));
mountWhy(page.querySelector("section.why"));
mountLabelChoice(page.querySelector(".label-choice"));
mountLossComparison(page.querySelector(".loss-comparison"));
mountBackwardPass(page.querySelector(".backward-pass"));
mountDescentCurve(page.querySelector(".descent-curve"));
mountWeightUpdate(page.querySelector(".weight-update"));
mountDropoutDraws(page.querySelector(".dropout-draws"));

const { drawing, ...choices } = state;
if (!isBlank(drawing)) putOnPad(drawing);
change(choices);
