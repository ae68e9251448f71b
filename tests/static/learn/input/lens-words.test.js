// What the lens and its doctor say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { faultMessage, switchedWithout, whatMessage } from "../../../../static/js/learn/input/lens-words.js";

const catalogue = JSON.parse(readFileSync(new URL("../../../../static/messages.json", import.meta.url), "utf8"));
const FAULTS = ["small", "large", "off_centre", "thin", "thick", "lean_left", "lean_right", "swapped"];
const STEPS = ["ink", "box", "pen", "scale", "centre"];

test("factors and pixels are told to a tenth, degrees as they are", () => {
  assert.deepEqual(faultMessage({ name: "thin", amount: 2.1345 }, true), { key: "lens.doctor.thin", values: { amount: "2.1" } });
  assert.equal(faultMessage({ name: "thin", amount: 2 }, false).key, "lens.doctor.thin.pen", "it is our pen, not the learner");
  assert.deepEqual(faultMessage({ name: "off_centre", amount: 3.96 }).values, { amount: "4.0" });
  assert.deepEqual(faultMessage({ name: "lean_left", amount: 22.4 }).values, { amount: "22" });
});

test("every fault and every step has its words, whatever is left out", () => {
  for (const name of FAULTS) {
    for (const isReady of [true, false]) assert.ok(faultMessage({ name, amount: 1 }, isReady).key in catalogue, name);
  }
  for (let choice = 0; choice < 8; choice += 1) {
    const without = ["pen", "box", "centre"].filter((_, bit) => choice & (1 << bit));
    for (const name of STEPS) assert.ok(whatMessage(name, without) in catalogue, `${name} ${without}`);
  }
  assert.ok(whatMessage("pixels", []) in catalogue);
});

test("a step left out says so, and without a box there is nothing to centre", () => {
  assert.equal(whatMessage("pen", []), "lens.pen.on");
  assert.equal(whatMessage("pen", ["pen"]), "lens.pen.off");
  assert.equal(whatMessage("centre", ["box"]), "lens.centre.whole");
});

test("a switch takes a step out and puts it back, in one order", () => {
  assert.deepEqual(switchedWithout([], "box", false), ["box"]);
  assert.deepEqual(switchedWithout(["centre"], "pen", false), ["pen", "centre"]);
  assert.deepEqual(switchedWithout(["pen", "box"], "pen", true), ["box"]);
});
