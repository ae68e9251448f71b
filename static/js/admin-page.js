// The page `/admin`, signed in: what the components ask for is done here, and they are told what came of it.
import { ApiError, FINAL_STATES, commandTraining, fetchModels, fetchTraining, fetchTrainings } from "./api.js";
import { followTraining, promote, retrain, signOut } from "./api.js";
import { mountHeader } from "./header.js";
import { errorText, loadMessages } from "./messages.js";
import { mountTrainingForm } from "./training-form.js";
import { mountTrainingMonitor } from "./training-monitor.js";
import { mountTrainingTable } from "./training-table.js";
import { mountVersionTable } from "./version-table.js";

const page = document.querySelector(".admin-page");
const form = page.querySelector(".training-form");
const monitor = page.querySelector(".training-monitor");
const trainingTable = page.querySelector(".training-table");
const versionTable = page.querySelector(".version-table");
const trouble = page.querySelector(":scope > .trouble");

/** @type {import("./api.js").TrainingStatus[]} newest first */
let trainings = [];
let shown = null; // the id of the training on show
let stopFollowing = () => {};

const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));

/** Does `task`; a failure is told to `element`, and a session that has ended leads back to signing in. */
async function attempt(element, task) {
  try {
    trouble.hidden = true;
    await task();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return location.reload();
    const told = error.code === "network" ? new ApiError("network.admin", error.detail) : error;
    if (element !== page) return tell(element, "failure", told);
    trouble.hidden = false;
    trouble.textContent = errorText(told);
  }
}

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

/** Shows a live training and keeps up with it; when it is over, its version is in the list. */
function follow(status) {
  stopFollowing();
  show(status);
  stopFollowing = followTraining(status.id, (progress) => {
    receive(progress);
    if (FINAL_STATES.includes(progress.state)) attempt(versionTable, refreshModels);
  });
}

const refreshModels = async () => tell(versionTable, "models", await fetchModels());

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
page.addEventListener("promote", ({ detail: version }) =>
  attempt(versionTable, async () => {
    await promote(version);
    await refreshModels();
  }),
);
page.querySelector(".sign-out").addEventListener("click", () =>
  attempt(page, async () => {
    await signOut();
    location.replace("/admin");
  }),
);

// A visitor who is signed in already may still come by the link with the token.
if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname);
await loadMessages();
mountHeader(document.querySelector(".header"));
mountTrainingForm(form);
mountTrainingMonitor(monitor);
mountTrainingTable(trainingTable);
mountVersionTable(versionTable);
await Promise.all([attempt(page, refreshTrainings), attempt(page, refreshModels)]);
