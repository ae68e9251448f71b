// The page `/admin/versions`: which version answers, and which could.
import { fetchModels, promote } from "./api.js";
import { mountStudio, tell } from "./studio.js";
import { mountVersionTable } from "./version-table.js";

const { page, attempt } = await mountStudio();
const versionTable = page.querySelector(".version-table");

const refresh = async () => tell(versionTable, "models", await fetchModels());

page.addEventListener("promote", ({ detail: version }) =>
  attempt(versionTable, async () => {
    await promote(version);
    await refresh();
  }),
);
mountVersionTable(versionTable);
await attempt(page, refresh);
