/**
 * All that a learner has chosen, as one value; no DOM. It stands in the address, so that any state is a link:
 * choices in the query, and the drawing after the "#", which a browser keeps to itself.
 *
 * @typedef {{layer: number, index: number}} Unit  a dense layer from 1 on, a place in it from 0 on
 * @typedef {{label: number, loss: string, learning_rate: number}} Step  what a private copy has been taught
 * @typedef {{chapter: number, network: string, unit: Unit | null, label: number | null, loss: string,
 *   learningRate: number | null, steps: Step[], against: number | null, silenced: Unit[], withoutBias: boolean,
 *   source: number | null, weightRate: number | null, dropoutRate: number, seed: number, without: string[], only: number[],
 *   lock: string[], dream: number | null, dreamFrom: string, drawing: import("../drawing/strokes.js").Drawing}} LearnState
 */

import { decodeDrawing, encodeDrawing } from "../drawing/stroke-codec.js";
import { BLANK, toRequest } from "../drawing/strokes.js";
import { snapshotOf } from "./evolution.js";

export const CHAPTERS = 11;
const ALL_CHAPTERS = Array.from({ length: CHAPTERS }, (_, place) => place + 1);
const NETWORKS = ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "champion"];
const LOSSES = ["cross_entropy", "mean_squared_error", "absolute_error"];
const LENS_STEPS = ["pen", "box", "centre"];
/** name in a teacher's link -> what of the state it locks */
const LOCKS = { drawing: ["drawing"], network: ["network"], label: ["label"], loss: ["loss"], rate: ["learningRate", "weightRate"], dropout: ["dropoutRate"] };
const MOST_STEPS = 100;
const LARGEST_RATE = 1000;
const VALLEY = ["network", "unit", "source", "label", "loss", "drawing"]; // another of these is another valley

/** @type {LearnState} */
export const START = {
  chapter: 1,
  network: NETWORKS[0],
  unit: null,
  label: null,
  loss: LOSSES[0],
  learningRate: null, // the network's own
  steps: [],
  source: null, // of the unit's inputs, the one whose weight is shown as a valley
  weightRate: null, // the learning rate of this weight alone; a usual one
  against: null,
  dream: null, // the digit that pixels are to become; the runner-up
  dreamFrom: "drawing",
  silenced: [],
  withoutBias: false,
  dropoutRate: 0.2,
  seed: 0,
  without: [],
  only: [], // chapters that a teacher's link leads through; none: all
  lock: [], // what such a link leaves as it is
  drawing: BLANK,
};

/**
 * The state after a change. What no longer makes sense goes with it: another network has other units, and another
 * drawing another lesson.
 * @param {LearnState} state @param {Partial<LearnState>} change @returns {LearnState}
 */
export function changed(state, change) {
  const next = { ...state, ...change };
  const training = snapshotOf(next.network)?.training;
  if (next.network !== state.network) {
    const sameUnits = training !== undefined && training === snapshotOf(state.network)?.training;
    Object.assign(next, sameUnits ? { steps: [] } : { unit: null, silenced: [], steps: [] }, change);
  }
  if (next.network !== state.network || next.unit !== state.unit) Object.assign(next, { source: null }, change);
  if (VALLEY.some((key) => next[key] !== state[key])) Object.assign(next, { weightRate: null }, change);
  if ("drawing" in change) Object.assign(next, { steps: [], against: null, dream: null }, change);
  return next;
}

/** A change without what is locked. @param {LearnState} state @param {Partial<LearnState>} change @returns {Partial<LearnState>} */
export function allowed({ lock }, change) {
  const locked = lock.flatMap((name) => LOCKS[name]);
  return Object.fromEntries(Object.entries(change).filter(([key]) => !locked.includes(key)));
}

/** The chapters that can be gone to, in order. @param {LearnState} state */
export const openChapters = ({ only }) => (only.length > 0 ? only : ALL_CHAPTERS);

/** What POST /explain is asked. @param {LearnState} state @param {string[]} include */
export function toQuestion(state, include) {
  const { network, label, loss, steps, unit, source, against, silenced, without, seed } = state;
  return {
    ...toRequest(state.drawing),
    ...{ network, label, loss, steps, unit, source, against, silenced, without, seed, include },
    learning_rate: state.learningRate,
    weight_rate: state.weightRate,
    without_bias: state.withoutBias,
    dropout_rate: state.dropoutRate,
    dream: state.dream,
    dream_from: state.dreamFrom,
  };
}

const digit = (text) => (/^[0-9]$/.test(text) ? Number(text) : undefined);
const among = (choices) => (text) => (choices.includes(text) ? text : undefined);
const within = (low, high) => (text) => {
  const value = Number(text);
  return text !== "" && value >= low && value <= high ? value : undefined;
};
const network = (text) => (snapshotOf(text) ? text : among(NETWORKS)(text));
const whole = (low, high) => (text) => (/^\d+$/.test(text) ? within(low, high)(text) : undefined);

/** "1.5" -> {layer: 1, index: 5}. */
const unit = (text) => {
  const [, layer, index] = text.match(/^(\d{1,2})\.(\d{1,4})$/) ?? [];
  return layer ? { layer: Number(layer), index: Number(index) } : undefined;
};
const unitCode = ({ layer, index }) => `${layer}.${index}`;

/** "3,cross_entropy,0.1" -> {label: 3, loss: "cross_entropy", learning_rate: 0.1}. */
const step = (text) => {
  const [label, loss, rate] = text.split(",");
  const [known, size] = [among(LOSSES)(loss), within(Number.MIN_VALUE, LARGEST_RATE)(rate ?? "")];
  return digit(label) === undefined || !known || !size ? undefined : { label: Number(label), loss, learning_rate: size };
};
const stepCode = ({ label, loss, learning_rate }) => `${label},${loss},${learning_rate}`;

const list = (read) => (text) => text.split("_").map(read).filter((one) => one !== undefined).slice(0, MOST_STEPS);
const commas = (read) => (text) => [...new Set(text.split(",").map(read))].filter((one) => one !== undefined);
const chapters = (text) => commas(whole(1, CHAPTERS))(text).sort((one, other) => one - other);
const listCode = (write) => (all) => all.map(write).join("_");
// Losses have "_" in their names, so that steps are parted by "~".
const steps = (text) => text.split("~").map(step).filter(Boolean).slice(0, MOST_STEPS);

/** name in the address -> [name in the state, text -> value or undefined, value -> text] */
const FIELDS = {
  chapter: ["chapter", whole(1, CHAPTERS), String],
  network: ["network", network, String],
  unit: ["unit", unit, unitCode],
  label: ["label", digit, String],
  loss: ["loss", among(LOSSES), String],
  rate: ["learningRate", within(Number.MIN_VALUE, LARGEST_RATE), String],
  steps: ["steps", steps, (all) => all.map(stepCode).join("~")],
  weight: ["source", whole(0, 4096), String],
  alone: ["weightRate", within(Number.MIN_VALUE, LARGEST_RATE), String],
  against: ["against", digit, String],
  dream: ["dream", digit, String],
  from: ["dreamFrom", among(["drawing", "blank"]), String],
  off: ["silenced", list(unit), listCode(unitCode)],
  bias: ["withoutBias", (text) => text === "0" || undefined, () => "0"],
  dropout: ["dropoutRate", within(0, 0.9), String],
  seed: ["seed", whole(0, 2 ** 32 - 1), String],
  without: ["without", list(among(LENS_STEPS)), listCode(String)],
  only: ["only", chapters, String],
  lock: ["lock", commas(among(Object.keys(LOCKS))), String],
};

/**
 * The address that leads to a state: only what differs from the start is in it, and the chapter.
 * @param {LearnState} state @returns {string} "?chapter=7&label=3#i=..."
 */
export function toAddress(state) {
  const query = new URLSearchParams();
  for (const [name, [key, , write]] of Object.entries(FIELDS)) {
    if (key === "chapter" || JSON.stringify(state[key]) !== JSON.stringify(START[key])) query.set(name, write(state[key]));
  }
  const code = encodeDrawing(state.drawing);
  return `?${String(query).replaceAll("%2C", ",")}${code ? `#i=${code}` : ""}`;
}

/** The address of the first chapter with these choices. @param {Partial<LearnState>} choices */
export const addressOf = (choices) => toAddress({ ...START, ...choices });

/** The state that an address leads to; whatever in it can't be read stays as at the start. @returns {LearnState} */
export function fromAddress(search, hash) {
  const query = new URLSearchParams(search);
  const state = { ...START, drawing: decodeDrawing(hash.match(/^#i=(.+)$/)?.[1] ?? "") };
  for (const [name, [key, read]] of Object.entries(FIELDS)) {
    const value = query.has(name) ? read(query.get(name)) : undefined;
    if (value !== undefined) state[key] = value;
  }
  if (!openChapters(state).includes(state.chapter)) state.chapter = state.only[0];
  return state;
}
