// The page `/admin/search`: settings are searched for, and the newest search is followed.
import { commandSweep, fetchSweeps, startSweep } from "./api.js";
import { mountStudio, tell } from "./studio.js";
import { mountSweepForm } from "./sweep-form.js";
import { mountSweepMonitor } from "./sweep-monitor.js";

const REFRESH_MS = 1000; // while one runs

const { page, attempt } = await mountStudio();
const form = page.querySelector(".sweep-form");
const monitor = page.querySelector(".sweep-monitor");
let sweeps = [];
let shown = null;
let timer = 0;

function show() {
  tell(monitor, "sweeps", { sweeps, shown });
  tell(form, "busy", sweeps.some(({ state }) => state === "running"));
}

async function refresh() {
  sweeps = await fetchSweeps();
  shown ??= sweeps[0]?.id ?? null;
  show();
  clearTimeout(timer);
  if (sweeps.some(({ state }) => state === "running")) timer = setTimeout(() => attempt(monitor, refresh), REFRESH_MS);
}

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
await attempt(page, refresh);
