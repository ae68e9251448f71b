// The page `/admin`, signed in: what the components ask for is done here, and they are told what came of it.
import {
  FINAL_STATES,
  changeSettings,
  commandTraining,
  estimateTraining,
  fetchCurve,
  fetchTraining,
  fetchTrainings,
  fetchWeights,
  followTraining,
  openToVisitors,
  retrain,
} from "../common/api.js";
import { createLatestRequest } from "../common/latest-request.js";
import { mountStudio, tell, unsure } from "../studio/studio.js";
import { mountTrainingForm } from "../studio/training-form.js";
import { mountTrainingMonitor } from "../studio/training-monitor.js";
import { mountTrainingTable } from "../studio/training-table.js";

const { page, attempt, fail, createLook } = await mountStudio();
const form = page.querySelector(".training-form");
const monitor = page.querySelector(".training-monitor");
const trainingTable = page.querySelector(".training-table");

/** @type {import("../common/api.js").TrainingStatus[]} newest first */
let trainings = [];
let shown = null; // the id of the training on show
let stopFollowing = () => {};

/** Curve and pictures are larger than a status, so they come more rarely. */
const details = createLatestRequest({
  send: async (id) => ({ id, curve: await fetchCurve(id), weights: await fetchWeights(id) }),
  onAnswer: ({ id, curve, weights }) => {
    if (id !== shown) return;
    tell(monitor, "curve", curve);
    tell(monitor, "weights", weights);
  },
  onFailure: (error) => fail(monitor, error),
  interval: 700,
});
const estimates = createLatestRequest({
  send: estimateTraining,
  onAnswer: (estimate) => tell(form, "estimate", estimate),
  onFailure: () => tell(form, "estimate", null), // what is wrong with the settings is said when they are sent
  interval: 300,
});

const isOver = ({ state }) => FINAL_STATES.includes(state);

function receive(status) {
  const others = trainings.filter(({ id }) => id !== status.id);
  trainings = [status, ...others].sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  if (status.id === shown) {
    tell(monitor, "training", status);
    details.ask(status.id, isOver(status));
  }
  showTrainings();
}

function showTrainings() {
  tell(trainingTable, "trainings", { trainings, shown });
  tell(form, "training", trainings.find((status) => !isOver(status)) ?? null);
}

function show(status) {
  if (shown !== status.id) for (const name of ["curve", "weights"]) tell(monitor, name, null);
  shown = status.id;
  receive(status);
}

/** Shows a live training and keeps up with it. */
function follow(status) {
  stopFollowing();
  show(status);
  stopFollowing = followTraining(status.id, receive, lose);
}

/** Nobody knows how things stand, until they are told again. */
function lose(error) {
  trainings = unsure(trainings);
  const known = trainings.find(({ id }) => id === shown);
  if (known) tell(monitor, "training", known);
  showTrainings();
  fail(monitor, error);
}

const refreshTrainings = createLook(page, async () => {
  trainings = await fetchTrainings();
  const live = trainings.find((status) => !isOver(status));
  if (live) follow(live);
  else if (trainings.length > 0) show(trainings[0]);
  else {
    tell(monitor, "training", null);
    showTrainings();
  }
});

page.addEventListener("retrain", ({ detail }) =>
  attempt(form, async () => {
    follow(await retrain(detail));
    monitor.scrollIntoView({ block: "nearest" });
  }),
);
page.addEventListener("commandTraining", ({ detail: { id, command } }) =>
  attempt(monitor, async () => {
    const status = await commandTraining(id, command);
    if (trainings.some((known) => known.id === id && isOver(known))) follow(status); // it goes on after all
    else receive(status);
  }),
);
page.addEventListener("changeSettings", ({ detail: { id, settings } }) =>
  attempt(monitor, async () => receive(await changeSettings(id, settings))),
);
page.addEventListener("estimateTraining", ({ detail }) => estimates.ask(detail));
page.addEventListener("showTraining", ({ detail: id }) =>
  attempt(monitor, async () => {
    show(await fetchTraining(id));
    monitor.scrollIntoView({ block: "nearest" });
  }),
);
page.addEventListener("openTraining", ({ detail: { id, isOpen } }) =>
  attempt(trainingTable, async () => receive(await openToVisitors(id, isOpen))),
);
mountTrainingForm(form);
mountTrainingMonitor(monitor);
mountTrainingTable(trainingTable);
await refreshTrainings();
