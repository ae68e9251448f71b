// The page `/admin/versions`: which version answers, which could, how they did, and who was live when.
import { ApiError } from "../common/api-error.js";
import {
  compareVersions,
  examineVersion,
  fetchExport,
  fetchLog,
  fetchModels,
  fetchSweeps,
  fetchTrainings,
  openCell,
  promote,
} from "../common/api.js";
import { mountPromotionDialog } from "../studio/promotion-dialog.js";
import { mountPromotionLog } from "../studio/promotion-log.js";
import { mountStudio, tell } from "../studio/studio.js";
import { mountVersionExamination } from "../studio/version-examination.js";
import { mountVersionTable, previousOf } from "../studio/version-table.js";

const { page, attempt, createLook } = await mountStudio();
const versionTable = page.querySelector(".version-table");
const examination = page.querySelector(".version-examination");
const dialog = page.querySelector(".promotion-dialog");
const log = page.querySelector(".promotion-log");

const refresh = createLook(versionTable, async () => {
  const [models, entries, ...jobs] = await Promise.all([fetchModels(), fetchLog(), fetchTrainings(), fetchSweeps()]);
  tell(versionTable, "models", { ...models, jobs: jobs.flat(), previous: previousOf(models, entries) });
  tell(log, "log", entries);
});

/** Promotes; what the gate refuses is asked about once more. */
async function change(promotion, goesBack = false) {
  try {
    await promote(promotion);
  } catch (error) {
    if (error.code !== "worse") throw error;
    return tell(dialog, "worse", { ...(await compareVersions(promotion.version)), goesBack });
  }
  await refresh();
}

page.addEventListener("promote", ({ detail: version }) => attempt(versionTable, () => change({ version })));
page.addEventListener("promoteAnyway", ({ detail }) => attempt(versionTable, () => change({ ...detail, anyway: true })));
page.addEventListener("rollBack", ({ detail: version }) => attempt(versionTable, () => change({ version }, true)));
page.addEventListener("examine", ({ detail: version }) => {
  tell(examination, "examining", version);
  attempt(examination, async () => {
    const [examined, comparison] = await Promise.all([examineVersion(version), compareVersions(version)]);
    tell(examination, "examined", { examination: examined, comparison });
  });
});
page.addEventListener("openCell", ({ detail }) =>
  attempt(examination, async () => tell(examination, "cell", { ...detail, ...(await openCell(detail)) })),
);
page.addEventListener("takeHome", ({ detail: { version, kind } }) =>
  attempt(examination, async () => tell(examination, "packed", await packed(version, kind))),
);

/** What an ONNX file is refused for is a package that isn't there. */
async function packed(version, kind) {
  try {
    return await fetchExport(version, kind);
  } catch (error) {
    throw kind === "onnx" && error.code === "conflict" ? new ApiError("no_onnx", error.detail) : error;
  }
}

mountVersionTable(versionTable);
mountVersionExamination(examination);
mountPromotionDialog(dialog);
mountPromotionLog(log);
await refresh();
