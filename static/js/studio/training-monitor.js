/**
 * One training, live or past: its progress, its pace, its curves, its layers and what they look for.
 *
 *   mountTrainingMonitor(document.querySelector(".training-monitor"));
 *
 * Hears `training` (detail: a TrainingStatus, its state "unknown" while nobody can know it, or null if there is none),
 * `curve` (detail: a TrainingCurve or null), `weights` (detail: WeightPictures or null) and `failure` (detail: an
 * ApiError); tells `commandTraining` (detail: {id, command: "pause" | "resume" | "cancel"}) and `changeSettings` (detail:
 * {id, settings}).
 *
 * ARIA: a native progress bar; the state is a status line, so its changes are announced, and the many steps between aren't.
 */

import { FINAL_STATES } from "../common/api.js";
import { durationMessage, formatCount, formatLoss } from "../common/formatting.js";
import { errorText, language, t } from "../common/messages.js";
import { mountLayerHealth } from "./layer-health.js";
import { mountLearningCurves } from "./learning-curves.js";
import { mountSettingsChange } from "./settings-change.js";
import { mountWeightPictures } from "./weight-pictures.js";

const OFFERED = { running: ["pause", "cancel"], queued: ["cancel"], paused: ["resume", "cancel"] };

export function mountTrainingMonitor(element) {
  const part = (selector) => element.querySelector(selector);
  const parts = {
    curves: part(".learning-curves"),
    layers: part(".layer-health"),
    weights: part(".weight-pictures"),
    change: part(".settings-change"),
  };
  const buttons = ["pause", "resume", "cancel"].map((command) => [command, part(`.actions .${command}`)]);
  let state = { training: null, error: null, asked: null };

  mountLearningCurves(parts.curves);
  mountLayerHealth(parts.layers);
  mountWeightPictures(parts.weights);
  mountSettingsChange(parts.change);
  element.addEventListener("training", ({ detail }) => {
    if (detail === null) return (part(".empty").hidden = false);
    const changed = state.training?.state !== detail.state || state.training?.id !== detail.id;
    state = { training: detail, error: null, asked: changed ? null : state.asked };
    update();
    for (const one of [parts.curves, parts.layers, parts.change]) pass(one, "training", detail);
  });
  element.addEventListener("curve", ({ detail }) => {
    for (const one of [parts.curves, parts.layers]) pass(one, "curve", detail);
    if (detail === null || state.error === null) return;
    state = { ...state, error: null };
    update();
  });
  element.addEventListener("weights", ({ detail }) => pass(parts.weights, "weights", detail));
  element.addEventListener("failure", ({ detail }) => {
    state = { ...state, error: detail, asked: null };
    update();
  });
  for (const [command, button] of buttons) {
    button.addEventListener("click", () => {
      state = { ...state, asked: command };
      update();
      const detail = { id: state.training.id, command };
      element.dispatchEvent(new CustomEvent("commandTraining", { bubbles: true, detail }));
    });
  }
  document.addEventListener("language", update);

  function update() {
    const { training, error, asked } = state;
    element.dataset.state = training?.state ?? "none";
    if (training) part(".empty").hidden = true;
    part(".content").hidden = training === null;
    part(".trouble").hidden = error === null;
    part(".trouble").textContent = error ? errorText(error) : "";
    if (!training) return;
    part("h2").textContent = t("monitor.heading.one", { id: training.id });
    setText(part(".state"), t(`state.${training.state}`));
    part("progress").value = progressOf(training);
    part(".summary").textContent = summaryOf(training);
    for (const [command, button] of buttons) {
      button.hidden = !offered(training).includes(command);
      button.disabled = asked !== null;
    }
    const outcome = outcomeOf(training);
    part(".outcome").hidden = outcome === "";
    setText(part(".outcome"), outcome);
    part(".warning").hidden = !training.warning;
    setText(part(".warning"), training.warning ?? "");
  }
  update();
}

const pass = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));

const offered = ({ state, resumable }) => (resumable ? ["resume"] : (OFFERED[state] ?? []));

/** A live region that is written again is read again, so only news is written. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The finished share of all steps, 0 to 1. */
function progressOf({ state, epoch, epochs, step, steps, history }) {
  if (state === "succeeded") return 1;
  const within = epoch > history.length && steps > 0 ? step / steps : 0;
  return Math.min(1, (history.length + within) / epochs);
}

function summaryOf({ state, epoch, epochs, loss, images_per_second: rate, seconds_left: left }) {
  const facts = [t("monitor.epoch", { epoch, epochs })];
  const live = !FINAL_STATES.includes(state) && state !== "unknown";
  if (live && left !== null && epoch > 0) {
    const { key, values } = durationMessage(left);
    facts.push(t("monitor.left", { duration: t(key, values) }));
  }
  if (live && loss !== null) facts.push(t("monitor.loss", { loss: formatLoss(loss) }));
  if (rate && state !== "unknown") facts.push(t("monitor.pace", { rate: formatCount(rate, language()) }));
  return facts.join(" · ");
}

function outcomeOf({ state, model_version: version, error, resumable }) {
  if (state === "succeeded" && version) return t("monitor.registered", { version });
  if (state !== "failed") return "";
  return t(resumable ? "monitor.resumable" : "monitor.failed", { error });
}
