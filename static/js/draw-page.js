// The page `/`: what is drawn is asked about, and the answer is shown.
import { fetchExamples, predict } from "./api.js";
import { mountAnswer } from "./answer.js";
import { mountDrawingPad } from "./drawing-pad.js";
import { mountExamples } from "./examples.js";
import { mountHeader } from "./header.js";
import { createLatestRequest } from "./latest-request.js";
import { loadMessages } from "./messages.js";
import { isBlank, toRequest } from "./strokes.js";

await loadMessages();

const page = document.querySelector(".draw-page");
const pad = page.querySelector(".drawing-pad");
const answer = page.querySelector(".answer");

const requests = createLatestRequest({
  send: predict,
  onAnswer: (prediction, settled) => showAnswer({ prediction, settled }),
  onFailure: (error) => answer.dispatchEvent(new CustomEvent("failure", { detail: error })),
});

const showAnswer = (detail) => answer.dispatchEvent(new CustomEvent("prediction", { detail }));

page.addEventListener("draw", ({ detail: { drawing, settled } }) => {
  if (!isBlank(drawing)) return requests.ask(toRequest(drawing), settled);
  requests.drop();
  showAnswer({ prediction: null, settled });
});

page.addEventListener("loadExample", ({ detail: { pixels } }) => {
  pad.dispatchEvent(new CustomEvent("drawing", { detail: { strokes: [], pixels } }));
});

mountHeader(document.querySelector(".header"));
mountAnswer(answer);
mountDrawingPad(pad);
mountExamples(page.querySelector(".examples"), { load: fetchExamples });
