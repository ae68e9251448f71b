// The page that is taken home: the drawing page in one file, with the network in it. No server is asked.
import { mountAnswer } from "../answer/answer.js";
import { formatCount, formatPercent } from "../common/formatting.js";
import { mountHeader } from "../common/header.js";
import { language, loadMessages, setLanguage, t } from "../common/messages.js";
import { mountDrawingPad } from "../drawing/drawing-pad.js";
import { keepDrawing } from "../drawing/kept-drawing.js";
import { isDot } from "../drawing/ink-shape.js";
import { isBlank, toRequest } from "../drawing/strokes.js";
import { mountNetworkOverview } from "../network/network-overview.js";
import { checkAll } from "../portable/golden-drawings.js";
import { embedded } from "../portable/offline-api.js";
import { unpack } from "../portable/quantized-network.js";
import { mountSelfCheck } from "../portable/self-check.js";

await loadMessages();
const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
if (asked.startsWith("zh")) await setLanguage("zh");

const page = document.querySelector(".portable-page");
const pad = page.querySelector(".drawing-pad");
const answer = page.querySelector(".answer");
const overview = page.querySelector(".network-overview");
const network = unpack(embedded("network"));
const golden = embedded("golden");
const check = checkAll(golden, network.explain);
let shown = { explanation: null, settled: true };
let unit = null; // the one chosen in the overview
let frame = 0;

/** Once a frame at most: a pen tells of more points than a screen shows. */
page.addEventListener("draw", ({ detail: { drawing, settled } }) => {
  cancelAnimationFrame(frame);
  if (settled) show(drawing, true);
  else frame = requestAnimationFrame(() => show(drawing, false));
});
page.addEventListener("tryDrawing", ({ detail }) => {
  pad.dispatchEvent(new CustomEvent("drawing", { detail }));
  pad.scrollIntoView({ block: "nearest" });
});
page.addEventListener("set", ({ detail }) => {
  unit = detail.unit;
  tellOverview();
});
document.addEventListener("language", tellFacts);

function show(drawing, settled) {
  const explanation = isBlank(drawing) || isDot(drawing) ? null : network.explain(toRequest(drawing));
  shown = { explanation, settled };
  answer.dispatchEvent(new CustomEvent("prediction", { detail: { prediction: explanation, settled, drawing } }));
  tellOverview();
}

function tellOverview() {
  overview.dispatchEvent(new CustomEvent("explanation", { detail: { ...shown, state: { unit, silenced: [] } } }));
}

function tellFacts() {
  page.classList.toggle("failed", !check.passed);
  page.querySelector(".checked").textContent = t(check.passed ? "self_check.brief.passed" : "self_check.brief.failed");
  const { version, parameters, accuracy } = embedded("facts");
  const values = { version, parameters: formatCount(parameters, language()) };
  page.querySelector(".facts").textContent =
    accuracy === null
      ? t("portable.facts", values)
      : t("portable.facts.measured", { ...values, accuracy: formatPercent(accuracy, 2) });
}

mountHeader(document.querySelector(".header"));
mountAnswer(answer);
mountNetworkOverview(overview);
mountDrawingPad(pad);
keepDrawing(pad, "portable");
mountSelfCheck(page.querySelector(".self-check"), { golden, check });
tellFacts();
