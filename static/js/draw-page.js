// The page `/`: what is drawn is asked about, and the answer is shown.
import { fetchExamples, fetchTrainingExamples, findNeighbours, predict } from "./api.js";
import { mountAnswer } from "./answer.js";
import { mountDrawingPad } from "./drawing-pad.js";
import { mountExamples } from "./examples.js";
import { mountHeader } from "./header.js";
import { createLatestRequest } from "./latest-request.js";
import { addressOf } from "./learn-state.js";
import { loadMessages } from "./messages.js";
import { mountNeighbours } from "./neighbours.js";
import { isBlank, toRequest } from "./strokes.js";

await loadMessages();

const page = document.querySelector(".draw-page");
const pad = page.querySelector(".drawing-pad");
const answer = page.querySelector(".answer");
const neighbours = page.querySelector(".neighbours");
const lookInside = page.querySelector(".look-inside");
let asked = null; // the newest question

const requests = createLatestRequest({
  send: predict,
  onAnswer(prediction, settled) {
    showAnswer({ prediction, settled });
    if (settled) tellNeighbours(asked, true); // only now, so that the answer never waits for them
  },
  onFailure: (error) => answer.dispatchEvent(new CustomEvent("failure", { detail: error })),
});

const showAnswer = (detail) => answer.dispatchEvent(new CustomEvent("prediction", { detail }));
const tellNeighbours = (request, settled) =>
  neighbours.dispatchEvent(new CustomEvent("drawing", { detail: { request, settled } }));

page.addEventListener("draw", ({ detail: { drawing, settled } }) => {
  asked = isBlank(drawing) ? null : toRequest(drawing);
  if (settled) lookInside.href = `/learn${addressOf({ drawing })}`;
  tellNeighbours(asked, settled && asked === null);
  if (asked) return requests.ask(asked, settled);
  requests.drop();
  showAnswer({ prediction: null, settled });
});

page.addEventListener("loadExample", ({ detail: { pixels } }) => {
  pad.dispatchEvent(new CustomEvent("drawing", { detail: { strokes: [], pixels } }));
});

mountHeader(document.querySelector(".header"));
mountAnswer(answer);
mountNeighbours(neighbours, { find: findNeighbours, load: fetchTrainingExamples });
mountDrawingPad(pad);
mountExamples(page.querySelector(".examples"), { load: fetchExamples });
