import assert from "node:assert/strict";
import test from "node:test";

import {
  durationMessage, formatChance, formatConfidence, formatDistance, formatLoss, formatNumber, formatPercent, formatShare, formatShortTime,
  formatTime,
} from "../../../static/js/common/formatting.js";

test("a share is written as a percentage", () => {
  assert.equal(formatPercent(0.9876), "98.8 %");
  assert.equal(formatPercent(0.9876, 2), "98.76 %");
  assert.equal(formatPercent(1), "100.0 %");
});

test("what is short of all is never rounded up to all", () => {
  assert.equal(formatPercent(0.99996), "99.9 %");
  assert.equal(formatPercent(0.99996, 2), "99.99 %");
});

test("no confidence is shown as certainty", () => {
  assert.equal(formatConfidence(1), "99.9 %");
  assert.equal(formatConfidence(0.998), "99.8 %");
});

test("a bar without length has no label", () => {
  assert.equal(formatShare(0.0002), "");
  assert.equal(formatShare(0.0006), "0.1 %");
});

test("a loss has three significant digits, and a lost one a dash", () => {
  assert.equal(formatLoss(0.31415), "0.314");
  assert.equal(formatLoss(12.5), "12.5");
  assert.equal(formatLoss(0.00012), "0.00012");
  assert.equal(formatLoss(null), "–");
});

test("a signed number has a true minus, and what is next to nothing is no row of zeros", () => {
  assert.equal(formatNumber(-9.914), "−9.91");
  assert.equal(formatNumber(1.19e-7), "≈ 0");
  assert.equal(formatNumber(-1.19e-7), "≈ 0");
  assert.equal(formatNumber(0.00012), "0.00012");
  assert.equal(formatNumber(0), "0");
});

test("durations use the two largest units", () => {
  // 7,384 s = 2 x 3600 + 3 x 60 + 4
  assert.deepEqual(durationMessage(7384), { key: "duration.hours", values: { hours: 2, minutes: 3 } });
  assert.deepEqual(durationMessage(72.4), { key: "duration.minutes", values: { minutes: 1, seconds: 12 } });
  assert.deepEqual(durationMessage(-1), { key: "duration.seconds", values: { seconds: 0 } });
});

test("a time is told in the reader's language, a missing one not at all", () => {
  assert.match(formatTime("2026-11-23T12:00:00Z", "en"), /Nov 2026/);
  assert.match(formatTime("2026-11-23T12:00:00Z", "zh"), /2026年11月/);
  assert.equal(formatTime(null, "en"), "");
  assert.match(formatShortTime("2026-11-23T12:00:00Z", "en"), /^2[34] Nov, /);
  assert.match(formatShortTime("2026-11-23T12:00:00Z", "zh"), /^11月2[34]日/);
});

test("a chance is told as people write it, and its parts stay together", () => {
  assert.equal(formatChance(0.0432), "p\u00a0=\u00a00.043");
  assert.equal(formatChance(0.00012), "p\u00a0<\u00a00.001");
});

test("a distance has at most four signs, and never an exponent", () => {
  assert.equal(formatDistance(10.6312), "10.6");
  assert.equal(formatDistance(0.4741), "0.47");
  assert.equal(formatDistance(9.997), "10.0");
  assert.equal(formatDistance(345.67), "346");
  assert.equal(formatDistance(3.2), "3.20");
  assert.equal(formatDistance(999.7), "1000");
  assert.equal(formatDistance(12345.6), "12346");
  assert.equal(formatDistance(0), "0.00");
});
