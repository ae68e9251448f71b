/** A drawing's answer through a training's snapshots; no DOM. */

/** "t0001@3" -> {training: "t0001", epoch: 3}; null for any other network's name. */
export function snapshotOf(network) {
  const [, training, epoch] = network.match(/^(t\d{4,9})@(\d{1,4})$/) ?? [];
  return training ? { training, epoch: Number(epoch) } : null;
}

/**
 * The digits that matter in an evolution: those that were the answer at some time, the last answer first.
 * @param {{label: number, probabilities: number[]}[]} moments
 * @returns {number[]}
 */
export function leaders(moments) {
  const labels = moments.map(({ label }) => label).reverse();
  return [...new Set(labels)];
}

/**
 * Since when the answer has stayed as it is at the end.
 * @param {{label: number, epoch: number}[]} moments
 * @returns {{label: number, epoch: number} | null}
 */
export function settledSince(moments) {
  const last = moments.at(-1);
  if (!last) return null;
  const other = moments.findLastIndex(({ label }) => label !== last.label);
  return { label: last.label, epoch: moments[other + 1].epoch };
}
