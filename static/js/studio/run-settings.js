/** Trainings side by side: which settings differ, and what came of them; no DOM. */

export const MOST_RUNS = 4; // as many lines as can be told apart in one chart

/** The runs that an address names, "t0001,t0003", of those that there are. @returns {string[]} */
export function runsIn(search, ids) {
  const asked = new URLSearchParams(search).get("run")?.split(",") ?? [];
  return [...new Set(asked)].filter((id) => ids.includes(id)).slice(0, MOST_RUNS);
}

/** The address that names them. */
export const addressOfRuns = (runs) => (runs.length > 0 ? `?run=${runs.join(",")}` : location.pathname);

/**
 * Every setting with its value in each run, those that differ apart from those that don't.
 * @param {{hyperparameters: Object<string, unknown>}[]} trainings
 * @returns {{differing: SettingRow[], alike: SettingRow[]}}
 * @typedef {{name: string, values: (string | null)[]}} SettingRow
 */
export function settingsOf(trainings) {
  const names = [...new Set(trainings.flatMap(({ hyperparameters }) => Object.keys(hyperparameters)))];
  const rows = names.map((name) => ({ name, values: trainings.map((training) => valueOf(training, name)) }));
  const differs = ({ values }) => values.some((value) => value !== values[0]);
  return { differing: rows.filter(differs), alike: rows.filter((row) => !differs(row)) };
}

/** What a setting was, and what it was changed to on the way: "0.002 → 0.01". */
function valueOf({ hyperparameters, changes = [] }, name) {
  const later = changes.map((change) => change[name]).filter((value) => value !== undefined && value !== null);
  return later.length > 0 ? [hyperparameters[name], ...later].map(written).join(" → ") : written(hyperparameters[name]);
}

const written = (value) => (value === null || value === undefined ? null : Array.isArray(value) ? value.join(", ") : String(value));

/** What came of a training: its best epoch, and how long it took. */
export function outcomeOf({ history }) {
  if (history.length === 0) return { best: null, bestEpoch: null, loss: null, seconds: null };
  const best = history.reduce((one, other) => (other.validation_accuracy > one.validation_accuracy ? other : one));
  return {
    best: best.validation_accuracy,
    bestEpoch: best.epoch,
    loss: history.at(-1).validation_loss,
    seconds: history.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
