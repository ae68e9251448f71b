import assert from "node:assert/strict";
import test from "node:test";

import { readSweep, valuesIn } from "../../../static/js/studio/sweep-settings.js";

const LIMITS = { epochs: "9", random: "", halving: "3", committee: "1" };

test("values are parted by whatever people put between them, layers by semicolons", () => {
  assert.deepEqual(valuesIn("learning_rate", " 0.001, 0.002 0.004；0.01，1 "), ["0.001", "0.002", "0.004", "0.01", "1"]);
  assert.deepEqual(valuesIn("learning_rate", "0.0005..0.005"), ["0.0005..0.005"]);
  assert.deepEqual(valuesIn("hidden_sizes", "512, 256; 128 ；64，32"), ["512,256", "128", "64,32"]);
  assert.deepEqual(valuesIn("hidden_sizes", "512 256"), ["512,256"]);
  assert.deepEqual(valuesIn("seed", "  "), []);
});

test("the request holds what was typed", () => {
  const tries = [{ name: "learning_rate", values: "0.1" }, { name: "hidden_sizes", values: "8;16, 8" }];
  assert.deepEqual(readSweep(tries, LIMITS), {
    request: {
      try: { learning_rate: ["0.1"], hidden_sizes: ["8", "16,8"] },
      settings: { epochs: 9 },
      halving: 3,
      committee: 1,
    },
    problem: null,
  });
  assert.equal(readSweep(tries, { ...LIMITS, random: " 7 " }).request.random, 7);
});

for (const [tries, limits, key] of [
  [[], {}, "sweep.nothing"],
  [[{ name: "seed", values: " " }], {}, "sweep.no_values"],
  [[{ name: "seed", values: "1" }, { name: "seed", values: "2" }], {}, "sweep.twice"],
  [[{ name: "seed", values: "1" }], { epochs: "" }, "sweep.limit"],
  [[{ name: "seed", values: "1" }], { committee: "1.5" }, "sweep.limit"],
  [[{ name: "seed", values: "1" }], { halving: "0" }, "sweep.limit"],
  [[{ name: "seed", values: "1" }], { random: "1001" }, "sweep.limit"],
]) {
  test(`${JSON.stringify(tries)} with ${JSON.stringify(limits)} is told ${key}`, () => {
    assert.equal(readSweep(tries, { ...LIMITS, ...limits }).problem.key, key);
  });
}
