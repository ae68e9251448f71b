/**
 * What can be guessed about a drawing before it is shown: a question, its answers, and which of them is true; no DOM.
 *
 * @typedef {{name: string, values: object, options: {key: string, values: object}[], truth: number, told: object}} Question
 *   `values` are those of the message "guess.<name>", `told` those of the truth's message "guess.<name>.told"
 */

import { formatConfidence, formatNumber, figure } from "../common/formatting.js";
import { momentMessage, settledSince } from "./evolution.js";

const TEN = 10;
const LEAST = 0.2; // of a unit's sum on either side of 0: nearer ones are hardly at work, or hardly silent

/** chapter -> its question, or null where this drawing has none. @type {Object<number, (explanation: object) => Question | null>} */
const QUESTIONS = { 2: flipOf, 4: silentOf, 7: pixelsOf, 9: rateOf, 10: learnedOf };

export const questionOf = (chapter, explanation) => QUESTIONS[chapter]?.(explanation) ?? null;

/** Which digit is read when a few pixels are gone? The two likeliest besides are offered with it. */
function flipOf({ why, probabilities }) {
  if (!why?.erase) return null;
  const { label, erase } = why;
  const others = [...probabilities.keys()].filter((digit) => digit !== label && digit !== erase.label);
  const likeliest = others.sort((one, other) => probabilities[other] - probabilities[one]).slice(0, 2);
  const digits = [erase.label, ...likeliest].sort((one, other) => one - other);
  const count = erase.pixels.length;
  return {
    name: "flip",
    values: { label, count },
    options: digits.map((digit) => ({ key: "guess.digit", values: { digit } })),
    truth: digits.indexOf(erase.label),
    told: { label: erase.label, count },
  };
}

/** Which unit of the first layer, at work now, falls silent without its bias? */
function silentOf({ layers, network }) {
  if (network.activation !== "relu") return null;
  const { pre_activations: sums, bias } = layers.dense[0];
  const units = sums.map((sum, index) => ({ index, sum, bias: bias[index], bare: sum - bias[index] })).filter(({ sum }) => sum > 0);
  const silent = units.find(({ bare }) => bare <= 0);
  const kept = units.filter(({ bare }) => bare > LEAST).sort((one, other) => one.sum - other.sum).slice(0, 2);
  if (!silent || kept.length < 2) return null;
  const choices = [silent, ...kept].sort((one, other) => one.index - other.index);
  return {
    name: "silent",
    values: {},
    options: choices.map(({ index, sum }) => ({ key: "guess.unit", values: { index, sum: figure(sum, 2) } })),
    truth: choices.indexOf(silent),
    told: { index: silent.index, sum: figure(silent.sum, 2), bias: figure(silent.bias, 2), bare: figure(silent.bare, 2) },
  };
}

/** How many of 784 pixels have to change until another digit is read? */
function pixelsOf({ pixels }) {
  if (!pixels || pixels.fooled.length === 0) return null;
  const [count, { label, confidence }] = [pixels.fooled.length, pixels.fooled.at(-1)];
  const counts = [count, count + 40, count + 150];
  return {
    name: "pixels",
    values: { label: pixels.label },
    options: counts.map((many) => ({ key: many === 1 ? "guess.pixel" : "guess.pixels.count", values: { count: many } })),
    truth: 0,
    told: { count, label, confidence: formatConfidence(confidence) },
  };
}

/** Since when does a network that learns read this drawing as it does in the end? Two other moments are offered with it. */
function learnedOf({ evolution }) {
  if (!evolution || evolution.moments.length < 4) return null;
  const { moments } = evolution;
  const since = settledSince(moments);
  const place = moments.indexOf(since);
  if (place < 1) return null;
  const others = [1, Math.floor(moments.length / 2), moments.length - 2, moments.length - 1].filter((one) => Math.abs(one - place) > 1);
  const places = [place, ...others.slice(-2)].sort((one, other) => one - other);
  return {
    name: "learned",
    values: { label: since.label },
    options: places.map((one) => momentMessage(moments[one])),
    truth: places.indexOf(place),
    told: { label: since.label, epochs: Number(since.epochs.toPrecision(2)), share: formatConfidence(since.probabilities[since.label]) },
  };
}

/** Will the loss rise at ten times the rate? */
function rateOf({ step }) {
  if (!step || step.new_loss === null) return null;
  const { curve, history, learning_rate: rate, new_loss: next } = step;
  const place = nearest(curve.learning_rates, rate * TEN);
  const now = history.at(-1);
  const then = curve.losses[place];
  const ten = formatNumber(Number(curve.learning_rates[place].toPrecision(2)));
  const rises = then === null || then > now;
  return {
    name: "rate",
    values: { rate: formatNumber(rate), now: formatNumber(now), next: formatNumber(next), ten },
    options: ["guess.rises", "guess.falls"].map((key) => ({ key, values: {} })),
    truth: rises ? 0 : 1,
    told: { ten, now: formatNumber(now), then: then === null ? "∞" : formatNumber(then) },
  };
}

const nearest = (rates, wanted) =>
  rates.reduce((best, rate, place) => (Math.abs(Math.log(rate / wanted)) < Math.abs(Math.log(rates[best] / wanted)) ? place : best), rates.length - 1);
