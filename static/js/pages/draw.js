// The page `/`: what is drawn is asked about, and the answer is shown.
import { mountAnswer } from "../answer/answer.js";
import { mountCorrection } from "../answer/correction.js";
import { mountNeighbours } from "../answer/neighbours.js";
import { at } from "../common/addresses.js";
import { ApiError } from "../common/api-error.js";
import { fetchExamples, fetchTrainingExamples, findNeighbours, predict, sendFeedback } from "../common/api.js";
import { mountHeader } from "../common/header.js";
import { createLatestRequest } from "../common/latest-request.js";
import { loadMessages } from "../common/messages.js";
import { mountOutage } from "../common/outage.js";
import { mountDrawingPad } from "../drawing/drawing-pad.js";
import { mountExamples } from "../drawing/examples.js";
import { keepDrawing } from "../drawing/kept-drawing.js";
import { isDot } from "../drawing/ink-shape.js";
import { BLANK, isBlank, toRequest } from "../drawing/strokes.js";
import { addressOf } from "../learn/state.js";

await loadMessages();

const page = document.querySelector(".draw-page");
const pad = page.querySelector(".drawing-pad");
const answer = page.querySelector(".answer");
const neighbours = page.querySelector(".neighbours");
const correction = page.querySelector(".correction");
const lookInside = page.querySelector(".look-inside");
let asked = null; // the newest question
let drawn = BLANK; // what it is about
let answered = null; // what was answered to it

const requests = createLatestRequest({
  send: predict,
  onAnswer(prediction, settled) {
    showAnswer({ prediction, settled, drawing: drawn });
    if (settled) offerCorrection(prediction);
    if (settled) tellNeighbours(asked, true); // only now, so that the answer never waits for them
  },
  onFailure: (error) => answer.dispatchEvent(new CustomEvent("failure", { detail: error })),
});

const showAnswer = (detail) => answer.dispatchEvent(new CustomEvent("prediction", { detail }));
/** Only strokes can be learned from. */
function offerCorrection(prediction) {
  answered = asked?.strokes && prediction ? prediction : null;
  correction.dispatchEvent(new CustomEvent("answer", { detail: answered }));
}

const tellNeighbours = (request, settled) =>
  neighbours.dispatchEvent(new CustomEvent("drawing", { detail: { request, settled } }));

page.addEventListener("draw", ({ detail: { drawing, settled } }) => {
  drawn = drawing;
  asked = isBlank(drawing) || isDot(drawing) ? null : toRequest(drawing);
  if (settled) lookInside.href = at(`/learn${addressOf({ drawing })}`);
  tellNeighbours(asked, settled && asked === null);
  offerCorrection(null);
  if (asked) return requests.ask(asked, settled);
  requests.drop();
  showAnswer({ prediction: null, settled, drawing });
});

page.addEventListener("correct", async ({ detail: label }) => {
  const { label: read, model_version: version } = answered;
  try {
    const told = await sendFeedback({ strokes: asked.strokes, label, answered: read, model_version: version });
    correction.dispatchEvent(new CustomEvent("sent", { detail: { ...told, label } }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    correction.dispatchEvent(new CustomEvent("failure", { detail: error }));
  }
});

page.addEventListener("loadExample", ({ detail: { pixels } }) => {
  pad.dispatchEvent(new CustomEvent("drawing", { detail: { strokes: [], pixels } }));
});

mountHeader(document.querySelector(".header"));
mountOutage(page.querySelector(".outage"));
mountAnswer(answer);
mountNeighbours(neighbours, { find: findNeighbours, load: fetchTrainingExamples });
mountCorrection(correction);
mountDrawingPad(pad);
keepDrawing(pad, "draw");
mountExamples(page.querySelector(".examples"), { load: fetchExamples });
