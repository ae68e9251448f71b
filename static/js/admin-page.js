// The page `/admin`, signed in: what the components ask for is done here, and they are told what came of it.
import { FINAL_STATES, commandTraining, fetchTraining, fetchTrainings, followTraining, retrain } from "./api.js";
import { mountStudio, tell } from "./studio.js";
import { mountTrainingForm } from "./training-form.js";
import { mountTrainingMonitor } from "./training-monitor.js";
import { mountTrainingTable } from "./training-table.js";

const { page, attempt } = await mountStudio();
const form = page.querySelector(".training-form");
const monitor = page.querySelector(".training-monitor");
const trainingTable = page.querySelector(".training-table");

/** @type {import("./api.js").TrainingStatus[]} newest first */
let trainings = [];
let shown = null; // the id of the training on show
let stopFollowing = () => {};

function receive(status) {
  const others = trainings.filter(({ id }) => id !== status.id);
  trainings = [status, ...others].sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  if (status.id === shown) tell(monitor, "training", status);
  showTrainings();
}

function showTrainings() {
  tell(trainingTable, "trainings", { trainings, shown });
  tell(form, "training", trainings.find(({ state }) => !FINAL_STATES.includes(state)) ?? null);
}

function show(status) {
  shown = status.id;
  receive(status);
}

/** Shows a live training and keeps up with it. */
function follow(status) {
  stopFollowing();
  show(status);
  stopFollowing = followTraining(status.id, receive);
}

async function refreshTrainings() {
  trainings = await fetchTrainings();
  const live = trainings.find(({ state }) => !FINAL_STATES.includes(state));
  if (live) follow(live);
  else if (trainings.length > 0) show(trainings[0]);
  else showTrainings();
}

page.addEventListener("retrain", ({ detail }) =>
  attempt(form, async () => {
    follow(await retrain(detail));
    monitor.scrollIntoView({ block: "nearest" });
  }),
);
page.addEventListener("commandTraining", ({ detail: { id, command } }) =>
  attempt(monitor, async () => receive(await commandTraining(id, command))),
);
page.addEventListener("showTraining", ({ detail: id }) =>
  attempt(monitor, async () => {
    show(await fetchTraining(id));
    monitor.scrollIntoView({ block: "nearest" });
  }),
);
mountTrainingForm(form);
mountTrainingMonitor(monitor);
mountTrainingTable(trainingTable);
await attempt(page, refreshTrainings);
