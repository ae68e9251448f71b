/**
 * A drawing's answer through a network's training, moment by moment; no DOM.
 *
 * @typedef {{at: number, epochs: number, batches: number | null, label: number, probabilities: number[],
 *   training_loss: number | null, training_accuracy: number | null, validation_loss: number | null,
 *   validation_accuracy: number | null}} Moment
 */

export const GROWTH = "classroom-growth"; // the training that is shipped for everybody to watch

/** "t0001@3" -> {training: "t0001", at: 3}; null for any other network's name. */
export function snapshotOf(network) {
  const [, training, at] = network.match(/^(t\d{4,9}|classroom-growth)@(\d{1,5})$/) ?? [];
  return training ? { training, at: Number(at) } : null;
}

/**
 * The digits that matter in an evolution: those that were the answer at some time, the last answer first.
 * @param {Moment[]} moments @returns {number[]}
 */
export function leaders(moments) {
  const labels = moments.map(({ label }) => label).reverse();
  return [...new Set(labels)];
}

/** The moment since which the answer has stayed as it is at the end. @param {Moment[]} moments @returns {Moment | null} */
export function settledSince(moments) {
  const last = moments.at(-1);
  if (!last) return null;
  return moments[moments.findLastIndex(({ label }) => label !== last.label) + 1];
}

/**
 * The moment with the lowest validation loss, if from there on that rises while the training loss goes on falling: what is
 * learned afterwards is learned by heart. @param {Moment[]} moments @returns {Moment | null}
 */
export function overfitsSince(moments) {
  const told = moments.filter((moment) => Number.isFinite(moment.validation_loss) && Number.isFinite(moment.training_loss));
  const last = told.at(-1);
  if (!last) return null;
  const best = told.reduce((one, other) => (other.validation_loss < one.validation_loss ? other : one));
  return best.validation_loss < last.validation_loss && best.training_loss > last.training_loss ? best : null;
}

/** A moment in words, as a message: {key, values}. @param {{epochs: number, batches: number | null}} moment */
export function momentMessage({ epochs, batches }) {
  if (epochs === 0) return { key: "time-machine.before", values: {} };
  if (Number.isInteger(epochs)) return { key: "time-machine.after", values: { epoch: epochs } };
  return { key: "time-machine.batches", values: { batches } };
}
