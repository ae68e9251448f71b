/**
 * What has been heard of a race so far, as one value; no DOM.
 *
 * @typedef {{step: number, loss: number, accuracy: number, seen: number}} Point  seen: the loss on digits it learns from
 * @typedef {{points: Point[], ranAway: number | null}} Track  ranAway: the step after which there was nothing to measure
 * @typedef {{lane: number, step: number, loss: number | null, accuracy: number | null, ran_away: boolean,
 *   training_loss: number | null, training_accuracy: number | null}} Result
 * @typedef {{phase: "idle" | "starting" | "waiting" | "running" | "finished" | "stopped" | "failed",
 *   lanes: import("./race-lanes.js").Lane[], place: number, wait: number, steps: number, tracks: Track[], results: Result[],
 *   seconds: number, error: Error | null}} RaceRecord
 */

const USUAL_STEPS = 1500;
const GUESSING = 0.2; // a tenth is right by chance, and 500 digits tell no better
const BY_HEART = 0.995;

/** @param {import("./race-lanes.js").Lane[]} lanes @param {RaceRecord["phase"]} phase @returns {RaceRecord} */
export const recordOf = (lanes, phase = "idle") => ({
  ...{ phase, lanes, place: 0, wait: 0, steps: USUAL_STEPS, results: [], seconds: 0, error: null },
  tracks: lanes.map(() => ({ points: [], ranAway: null })),
});

export const isBusy = ({ phase }) => ["starting", "waiting", "running"].includes(phase);

/** The record after one more event of the server. @param {RaceRecord} record @param {string} name @param {any} data */
export function heard(record, name, data) {
  if (name === "waiting") return { ...record, phase: "waiting", place: data.place, wait: data.seconds };
  if (name === "started") return { ...record, phase: "running", steps: data.steps };
  if (name === "finished") return { ...record, phase: "finished", results: data.results, seconds: data.seconds };
  if (name !== "progress") return record;
  const { lane, step, loss, accuracy, ran_away: ranAway, training_loss: seen } = data;
  const { points } = record.tracks[lane];
  const track = ranAway ? { points, ranAway: step } : { points: [...points, { step, loss, accuracy, seen }], ranAway: null };
  return { ...record, tracks: record.tracks.map((one, place) => (place === lane ? track : one)) };
}

/** Whether the lanes make different losses small, so that their figures can't be compared as they are. */
export const hasMixedLosses = ({ lanes }) => new Set(lanes.map(({ loss }) => loss)).size > 1;

/**
 * The one thing to say of a result, if any.
 * @param {Result} result @returns {"ran_away" | "guessing" | "by_heart" | null}
 */
export function remarkOf({ ran_away: ranAway, accuracy, training_accuracy: learned }) {
  if (ranAway) return "ran_away";
  if (accuracy < GUESSING) return "guessing";
  return learned >= BY_HEART ? "by_heart" : null;
}
