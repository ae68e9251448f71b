/** What the lens says, as keys of messages and their values; no DOM. */

const TIMES = ["small", "large", "thin", "thick"];
const PEN = ["thin", "thick"];
const WHOLE = ["ink", "scale", "centre"];
const ORDER = ["pen", "box", "centre"];

/**
 * What the doctor found: {name: "thin", amount: 2.13} -> {key: "lens.doctor.thin.pen", values: {amount: "2.1"}}.
 * How thin or thick the ink is, is the page's own pen's doing, unless the drawing came ready-made.
 * @param {{name: string, amount: number}} fault @param {boolean} isReady
 */
export function faultMessage({ name, amount }, isReady) {
  const digits = TIMES.includes(name) || name === "off_centre" ? 1 : 0;
  const ours = PEN.includes(name) && !isReady ? ".pen" : "";
  return { key: `lens.doctor.${name}${ours}`, values: { amount: amount.toFixed(digits) } };
}

/** The steps left out after one was switched. @param {string[]} without @param {string} name @param {boolean} on */
export function switchedWithout(without, name, on) {
  return ORDER.filter((step) => (step === name ? !on : without.includes(step)));
}

/** The key of what a step does, given what is left out. Without a box the later steps have the whole sheet to work on. */
export function whatMessage(name, without) {
  if (without.includes("box") && WHOLE.includes(name)) return `lens.${name}.whole`;
  return `lens.${name}.${without.includes(name) ? "off" : "on"}`;
}
