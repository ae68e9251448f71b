// The page `/admin/search`: settings are searched for, and the newest search is followed.
import { FINAL_STATES, commandSweep, estimateSweep, fetchSweeps, startSweep } from "../common/api.js";
import { createLatestRequest } from "../common/latest-request.js";
import { mountStudio, tell, unsure } from "../studio/studio.js";
import { mountSweepForm } from "../studio/sweep-form.js";
import { mountSweepMonitor } from "../studio/sweep-monitor.js";

const REFRESH_MS = 1000; // while one runs

const { page, attempt, createLook } = await mountStudio();
const form = page.querySelector(".sweep-form");
const monitor = page.querySelector(".sweep-monitor");
let sweeps = null;
let shown = null;

const isRunning = () => sweeps.some(({ state }) => !FINAL_STATES.includes(state));

function show() {
  tell(monitor, "sweeps", { sweeps, shown });
  tell(form, "busy", isRunning());
}

async function look() {
  sweeps = await fetchSweeps();
  shown ??= sweeps[0]?.id ?? null;
  show();
}

const refresh = createLook(monitor, look, {
  goesOn: () => sweeps === null || isRunning(),
  pause: REFRESH_MS,
  onFailure() {
    if (sweeps === null) return;
    sweeps = unsure(sweeps);
    show();
  },
});

const estimates = createLatestRequest({
  send: estimateSweep,
  onAnswer: (estimate) => tell(form, "estimate", estimate),
  onFailure: () => tell(form, "estimate", null), // what is wrong with the settings is said when they are sent
  interval: 300,
});
page.addEventListener("estimateSweep", ({ detail }) => estimates.ask(detail));
page.addEventListener("sweep", ({ detail }) =>
  attempt(form, async () => {
    shown = (await startSweep(detail)).id;
    await refresh();
  }),
);
page.addEventListener("commandSweep", ({ detail: { id, command } }) =>
  attempt(monitor, async () => {
    await commandSweep(id, command);
    await refresh();
  }),
);
page.addEventListener("showSweep", ({ detail }) => {
  shown = detail;
  show();
});
mountSweepForm(form);
mountSweepMonitor(monitor);
await refresh();
