/**
 * The panels of the page `/learn`: each comes, script and styles, when it is first to be shown. Who reads a chapter needs
 * two of fifteen.
 *
 *   const panels = createPanels(elements, { onReady, onFailure });
 *   panels.show(visible);      // hides the others; one that is yet to come appears once it is here, and onReady(panel)
 *                              // must tell it what the others have heard meanwhile
 *   panels.prepare(some);      // lets them come, hidden
 *   panels.lead(panel);        // leads to it, at once or when it has come
 *   panels.areComing();        // is one of the visible yet to come?
 *   panels.areMissing();       // could one of them not be had?
 *
 * The styles of a panel are links in its HTML, disabled until then.
 */

import { ApiError } from "../common/api-error.js";
import { examineSnapshot, followRace } from "../common/api.js";
import { createRetry } from "../common/retry.js";

/** The first class of an element is its component's name. */
const SCRIPTS = {
  "activation-curve": async (panel) => (await import("../learn/forward/activation-curve.js")).mountActivationCurve(panel),
  "backward-pass": async (panel) => (await import("../learn/backward/backward-pass.js")).mountBackwardPass(panel),
  "bias-switch": async (panel) => (await import("../learn/forward/bias-switch.js")).mountBiasSwitch(panel),
  "descent-curve": async (panel) => (await import("../learn/backward/descent-curve.js")).mountDescentCurve(panel),
  "dropout-draws": async (panel) => (await import("../learn/dropout/dropout-draws.js")).mountDropoutDraws(panel),
  "dropout-pair": async (panel) => (await import("../learn/dropout/dropout-pair.js")).mountDropoutPair(panel),
  guess: async (panel) => (await import("../learn/guess.js")).mountGuess(panel),
  "hand-calculation": async (panel) => (await import("../learn/forward/hand-calculation.js")).mountHandCalculation(panel),
  "label-choice": async (panel) => (await import("../learn/backward/label-choice.js")).mountLabelChoice(panel),
  lens: async (panel) => (await import("../learn/input/lens.js")).mountLens(panel),
  "loss-comparison": async (panel) => (await import("../learn/backward/loss-comparison.js")).mountLossComparison(panel),
  "pixel-steps": async (panel) => (await import("../learn/backward/pixel-steps.js")).mountPixelSteps(panel),
  "pixel-numbers": async (panel) => (await import("../learn/input/pixel-numbers.js")).mountPixelNumbers(panel),
  race: async (panel) => (await import("../learn/race/race.js")).mountRace(panel, { follow: followRace }),
  "time-machine": async (panel) =>
    (await import("../learn/time/time-machine.js")).mountTimeMachine(panel, { examine: examineSnapshot }),
  "unit-view": async (panel) => (await import("../learn/forward/unit-view.js")).mountUnitView(panel),
  valley: async (panel) => (await import("../learn/backward/valley.js")).mountValley(panel),
  "weight-update": async (panel) => (await import("../learn/backward/weight-update.js")).mountWeightUpdate(panel),
  worksheet: async (panel) => (await import("../learn/forward/worksheet.js")).mountWorksheet(panel),
  why: async (panel) => (await import("../learn/forward/why.js")).mountWhy(panel),
};

export function createPanels(panels, { onReady, onFailure }) {
  const coming = new Map(); // panel -> the promise of it
  const here = new Set();
  const failed = new Set();
  const retry = createRetry(() => visible.forEach(bring));
  let visible = [];
  let awaited = null; // the panel to be led to

  function show(wanted) {
    visible = wanted;
    if (!areMissing()) retry.forget();
    for (const panel of panels) panel.hidden = !(here.has(panel) && visible.includes(panel));
    visible.forEach(bring);
  }

  function bring(panel) {
    if (!coming.has(panel)) coming.set(panel, load(panel).then(() => arrive(panel), (cause) => fail(panel, cause)));
  }

  async function load(panel) {
    await Promise.all([...panel.querySelectorAll("link[disabled]")].map(styled));
    await SCRIPTS[panel.classList[0]](panel);
  }

  function arrive(panel) {
    here.add(panel);
    failed.delete(panel);
    if (!areMissing()) retry.forget();
    if (!visible.includes(panel)) return;
    panel.hidden = false;
    onReady(panel);
    if (panel === awaited) lead(panel);
  }

  /** One that is to be seen is tried again by itself, and with the next change. */
  function fail(panel, cause) {
    const error = new ApiError("network", String(cause));
    coming.delete(panel);
    failed.add(panel);
    if (!visible.includes(panel)) return;
    retry.plan(error);
    onFailure(error);
  }

  function lead(panel) {
    awaited = panel.hidden ? panel : null;
    if (awaited) return;
    panel.tabIndex = -1;
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ behavior: "smooth" });
  }

  const areMissing = () => visible.some((panel) => failed.has(panel));

  return {
    show,
    prepare: (some) => some.forEach(bring),
    areComing: () => visible.some((panel) => coming.has(panel) && !here.has(panel)),
    areMissing,
    lead,
  };
}

/** A panel without its looks is still of use. */
const styled = (link) =>
  new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    link.disabled = false;
  });
