/**
 * What the networks of a race can be set to; no DOM.
 *
 * @typedef {{activation: string, loss: string, learning_rate: number, dropout_rate: number}} Lane
 */

export const MOST_LANES = 4;
const SETTINGS = ["activation", "loss", "learning_rate", "dropout_rate"];

/** @type {Lane} */
const PLAIN = { activation: "relu", loss: "cross_entropy", learning_rate: 0.1, dropout_rate: 0 };

const vary = (name, values, rest = {}) => values.map((value) => ({ ...PLAIN, ...rest, [name]: value }));

/** One question each: what does this setting do, all else being alike? Measured, so that the answers differ. */
export const PRESETS = {
  activation: vary("activation", ["sigmoid", "tanh", "relu"]),
  loss: vary("loss", ["cross_entropy", "mean_squared_error", "absolute_error"]),
  // With tanh all four happen: it crawls, it learns, it leaps and recovers, it runs away.
  learning_rate: vary("learning_rate", [0.001, 0.1, 1, 10], { activation: "tanh" }),
  dropout_rate: vary("dropout_rate", [0, 0.2, 0.5]),
};

const QUESTIONS = { 5: "activation", 8: "learning_rate", 9: "learning_rate", 11: "dropout_rate" };

/** The preset that a chapter begins with. @param {number} chapter @returns {keyof PRESETS | undefined} */
export const presetOf = (chapter) => QUESTIONS[chapter];

/** As GET /races takes it: "relu,cross_entropy,0.1,0". @param {Lane} lane */
export const laneCode = (lane) => SETTINGS.map((name) => lane[name]).join(",");

/** The settings in which the lanes differ: what tells them apart. @param {Lane[]} lanes */
export const differing = (lanes) => SETTINGS.filter((name) => new Set(lanes.map((lane) => lane[name])).size > 1);

/** Whether nothing but dropout tells them apart: then what matters is how they end. @param {Lane[]} lanes */
export const isAboutDropout = (lanes) => differing(lanes).join() === "dropout_rate";

/** @param {Lane[]} lanes @returns {Lane[]} with one more, like the last */
export const withLane = (lanes) => (lanes.length < MOST_LANES ? [...lanes, { ...lanes.at(-1) }] : lanes);

/** @param {Lane[]} lanes @param {number} place */
export const withoutLane = (lanes, place) => (lanes.length > 1 ? lanes.filter((_, index) => index !== place) : lanes);

/** @param {Lane[]} lanes @param {number} place @param {string} name @param {string | number} value */
export const withSetting = (lanes, place, name, value) =>
  lanes.map((lane, index) => (index === place ? { ...lane, [name]: value } : lane));
