import assert from "node:assert/strict";
import test from "node:test";

import { outcomeOf, runsIn, settingsOf } from "../../../static/js/studio/run-settings.js";

const IDS = ["t0001", "t0002", "t0003", "t0004", "t0005"];

test("an address names runs that there are, once each, and no more than the chart has lines for", () => {
  assert.deepEqual(runsIn("?run=t0002,t0009,t0002,t0001", IDS), ["t0002", "t0001"]);
  assert.equal(runsIn(`?run=${IDS.join(",")}`, IDS).length, 4);
  assert.deepEqual(runsIn("", IDS), []);
});

test("settings that differ stand apart, lists and empty ones too", () => {
  const one = { hyperparameters: { epochs: 5, hidden_sizes: [16], parent_version: null } };
  const other = { hyperparameters: { epochs: 5, hidden_sizes: [16, 8], parent_version: null } };
  const { differing, alike } = settingsOf([one, other]);
  assert.deepEqual(differing, [{ name: "hidden_sizes", values: ["16", "16, 8"] }]);
  assert.deepEqual(alike.map(({ name }) => name), ["epochs", "parent_version"]);
});

test("a run's best epoch is not always its last", () => {
  const history = [0.9, 0.95, 0.94].map((share, place) => ({
    epoch: place + 1, validation_accuracy: share, validation_loss: 1 - share, seconds: 2,
  }));
  const found = outcomeOf({ history });
  assert.deepEqual([found.best, found.bestEpoch, found.seconds], [0.95, 2, 6]);
  assert.equal(outcomeOf({ history: [] }).best, null);
});

test("a setting that was changed on the way tells both values", () => {
  const runs = [
    { hyperparameters: { learning_rate: 0.002 }, changes: [{ epoch: 2, step: 7, learning_rate: 0.01, momentum: null }] },
    { hyperparameters: { learning_rate: 0.002 } },
  ];
  assert.deepEqual(settingsOf(runs).differing, [{ name: "learning_rate", values: ["0.002 → 0.01", "0.002"] }]);
});
