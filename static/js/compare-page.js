// The page `/admin/compare`: trainings side by side; which ones stands in the address.
import { FINAL_STATES, fetchTrainings } from "./api.js";
import { keepUp } from "./keep-up.js";
import { addressOfRuns, runsIn } from "./run-settings.js";
import { mountRunComparison } from "./run-comparison.js";
import { mountStudio, tell } from "./studio.js";

const REFRESH_MS = 2000; // while one of them still runs

const { page, attempt } = await mountStudio();
const comparison = page.querySelector(".run-comparison");
let trainings = null;
let chosen = [];

function show() {
  tell(comparison, "runs", { trainings, chosen });
}

const refresh = keepUp({
  look: () =>
    attempt(comparison, async () => {
      trainings = await fetchTrainings();
      const ids = trainings.map(({ id }) => id);
      chosen = runsIn(location.search, ids);
      if (chosen.length === 0) chosen = ids.slice(0, 2);
      show();
    }),
  goesOn: () => trainings === null || trainings.some(({ id, state }) => chosen.includes(id) && !FINAL_STATES.includes(state)),
  pause: REFRESH_MS,
});

page.addEventListener("choose", ({ detail: ids }) => {
  chosen = [...chosen.filter((id) => ids.includes(id)), ...ids.filter((id) => !chosen.includes(id))]; // a run keeps its colour
  history.replaceState(null, "", addressOfRuns(chosen));
  show();
  refresh(); // one of them may still run
});
mountRunComparison(comparison);
await refresh();
