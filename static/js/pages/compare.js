// The page `/admin/compare`: trainings side by side; which ones stands in the address.
import { FINAL_STATES, fetchTrainings } from "../common/api.js";
import { mountRunComparison } from "../studio/run-comparison.js";
import { addressOfRuns, runsIn } from "../studio/run-settings.js";
import { mountStudio, tell, unsure } from "../studio/studio.js";

const REFRESH_MS = 2000; // while one of them still runs

const { page, createLook } = await mountStudio();
const comparison = page.querySelector(".run-comparison");
let trainings = null;
let chosen = [];

function show() {
  tell(comparison, "runs", { trainings, chosen });
}

async function look() {
  trainings = await fetchTrainings();
  const ids = trainings.map(({ id }) => id);
  chosen = runsIn(location.search, ids);
  if (chosen.length === 0) chosen = ids.slice(0, 2);
  show();
}

const refresh = createLook(comparison, look, {
  goesOn: () => trainings === null || trainings.some(({ id, state }) => chosen.includes(id) && !FINAL_STATES.includes(state)),
  pause: REFRESH_MS,
  onFailure() {
    if (trainings === null) return;
    trainings = unsure(trainings);
    show();
  },
});

page.addEventListener("choose", ({ detail: ids }) => {
  chosen = [...chosen.filter((id) => ids.includes(id)), ...ids.filter((id) => !chosen.includes(id))]; // a run keeps its colour
  history.replaceState(null, "", addressOfRuns(chosen));
  show();
  refresh(); // one of them may still run
});
mountRunComparison(comparison);
await refresh();
