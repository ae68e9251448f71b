/** What the labels of the nearest training examples say together; no DOM. */

/**
 * The message that sums them up: all alike, most alike, or none in the majority; without any, what they will be.
 * @param {{label: number}[]} neighbours
 * @returns {{key: string, values: Object<string, unknown>}}
 */
export function agreementOf(neighbours) {
  const total = neighbours.length;
  if (total === 0) return { key: "neighbours.waiting", values: {} };
  const counts = new Map();
  for (const { label } of neighbours) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [label, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  if (count === total) return { key: "neighbours.agree", values: { label } };
  if (count > total / 2) return { key: "neighbours.most", values: { label, count, total } };
  return { key: "neighbours.differ", values: {} };
}
