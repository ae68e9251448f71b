// The loss over the length of a step, and the price that other digits pay for it.
import assert from "node:assert/strict";
import test from "node:test";

import { betterRate, descentGeometry, historyGeometry, verdictOf } from "../../../../static/js/learn/backward/descent-geometry.js";
import { exponentOf, rateAt, typedRate } from "../../../../static/js/learn/learning-rates.js";

const RATES = [0, 0.001, 0.01, 0.1, 1, 10, 100];
const CURVE = { learning_rates: RATES, losses: [2, 1.99, 1.9, 1.1, 0.2, 0, null] };
const OTHERS = { count: 100, learning_rates: RATES, right: [97, 97, 97, 96, 90, 11, 0], right_now: 97 };
const step = (learning_rate, new_loss, right_next = 97, parts = {}) => ({
  ...{ curve: CURVE, history: [2], learning_rate, new_loss, others: { ...OTHERS, right_next } },
  ...parts,
});
const SIZE = { width: 600, height: 360 };

test("a step is too small, right, too large, or the network runs away", () => {
  assert.equal(verdictOf(step(0.001, 1.99)), "small");
  assert.equal(verdictOf(step(1, 0.2, 90)), "right");
  assert.equal(verdictOf(step(10, 3)), "large");
  assert.equal(verdictOf(step(100, null, 0)), "away");
});

test("a step that learns one drawing and forgets the others is too large, however small the loss", () => {
  assert.equal(verdictOf(step(10, 0, 11)), "costly");
  assert.equal(verdictOf(step(10, 0, 88)), "right");
  assert.equal(verdictOf(step(10, 0, 87)), "costly");
});

test("where nothing can be gained, no length is right: all is learned, or the gradient is gone", () => {
  const level = (loss) => ({ curve: { learning_rates: RATES, losses: RATES.map(() => loss) }, history: [loss] });
  assert.equal(verdictOf(step(1, 0.0002, 97, level(0.0002))), "flat");
  assert.equal(verdictOf(step(1, 0.2, 97, level(0.2))), "stuck");
});

test("better is the shortest step that brings nearly all, of those that keep the others", () => {
  assert.equal(betterRate(step(0.001, 1.99)), 1); // at 10 the loss would be 0, but 11 of 100 are left
  const quick = { curve: { learning_rates: RATES, losses: [2, 1, 0.05, 0.01, 0, 0, 0] } };
  assert.equal(betterRate(step(0.001, 1, 97, quick)), 0.01);
});

test("where the others were counted at fewer rates, the worse neighbour counts", () => {
  const sparse = { ...OTHERS, learning_rates: [0, 0.01, 10], right: [97, 97, 11], right_next: 97 };
  assert.equal(betterRate(step(0.001, 1.99, 97, { others: sparse })), 0.01);
});

test("a place on the chart is the rate that is drawn there", () => {
  const { rateAt: at, xTicks, plot } = descentGeometry(SIZE, step(0.1, 1.1));
  for (const { value, x } of xTicks) assert.ok(Math.abs(at(x) / value - 1) < 1e-9);
  assert.deepEqual(xTicks.map(({ value }) => value), [0.001, 0.01, 0.1, 1, 10, 100]);
  assert.equal(at(plot.left - 50), at(plot.left));
  const narrow = descentGeometry({ width: 300, height: 360 }, step(0.1, 1.1));
  assert.deepEqual(narrow.xTicks.map(({ value }) => value), [0.001, 0.1, 10]);
});

test("the lower the loss, the lower it is drawn; what is far above is not in the picture", () => {
  const { marker, nowY } = descentGeometry(SIZE, step(1, 0.2));
  assert.ok(marker.y > nowY);
  assert.equal(marker.inside, true);
  assert.equal(descentGeometry(SIZE, step(10, 30)).marker.inside, false);
  assert.equal(descentGeometry(SIZE, step(100, null)).marker.inside, false);
});

test("what the others lose is drawn below, over the same rates", () => {
  const { band, plot, marker, othersPath, bandTicks } = descentGeometry(SIZE, step(10, 0, 11));
  assert.ok(band.top > plot.bottom);
  assert.ok(marker.othersY > band.top && marker.othersY < band.bottom);
  assert.deepEqual(bandTicks.map(({ value }) => value), [0, 100]);
  assert.ok(othersPath.startsWith(`M${band.left},`));
  const drawn = othersPath.slice(1).split("L").map((point) => point.split(",").map(Number));
  assert.equal(drawn.length, 7);
  assert.equal(drawn.at(-1)[1], band.bottom);
  const between = descentGeometry(SIZE, step(0.3, 0.5, 60));
  const tenth = (value) => Math.round(value * 10) / 10;
  assert.ok(between.othersPath.includes(`L${tenth(between.marker.x)},${tenth(between.marker.othersY)}`), "its mark lies on the line");
});

test("a learning rate off the chart is marked at its edge", () => {
  const { plot, marker } = descentGeometry(SIZE, step(1e-7, 2));
  assert.equal(marker.x, plot.left);
});

test("the loss so far has a point for the start and for each step", () => {
  const { points, xTicks, plot } = historyGeometry({ width: 400, height: 130 }, [2, 1, 0.5]);
  assert.deepEqual(points.map(([x]) => x), [plot.left, (plot.left + plot.right) / 2, plot.right]);
  assert.ok(points[0][1] < points[1][1] && points[1][1] < points[2][1]);
  assert.deepEqual(xTicks.map(({ value }) => value), [0, 1, 2]);
  assert.deepEqual(historyGeometry({ width: 400, height: 130 }, [2, 1]).xTicks.map(({ value }) => value), [0, 1]);
  assert.equal(historyGeometry({ width: 400, height: 130 }, Array(101).fill(1)).xTicks[0].value, 0);
});

test("rates have two digits, and come back to the slider's place", () => {
  assert.equal(rateAt(-1), 0.1);
  assert.equal(rateAt(-0.7), 0.2);
  assert.equal(rateAt(-3.9), 0.00013);
  assert.equal(exponentOf(0.01), -2);
});

test("a typed rate may have a comma, and must be possible", () => {
  assert.equal(typedRate(" 0,5 "), 0.5);
  assert.equal(typedRate("1e-3"), 0.001);
  for (const text of ["", "x", "0", "-1", "1001", "NaN"]) assert.equal(typedRate(text), null, text);
});
