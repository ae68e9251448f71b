import assert from "node:assert/strict";
import test from "node:test";

import { leaders, settledSince, snapshotOf } from "../../../static/js/learn/evolution.js";

const moments = [3, 7, 3, 7, 7].map((label, epoch) => ({ label, epoch }));

test("a snapshot's name has its training and its epoch", () => {
  assert.deepEqual(snapshotOf("t0012@7"), { training: "t0012", epoch: 7 });
  assert.equal(snapshotOf("champion"), null);
  assert.equal(snapshotOf("t0012@"), null);
});

test("whoever was the answer once is among the leaders, the last one first", () => {
  assert.deepEqual(leaders(moments), [7, 3]);
});

test("an answer has stood since the epoch after the last other one", () => {
  assert.deepEqual(settledSince(moments), { label: 7, epoch: 3 });
  assert.deepEqual(settledSince(moments.slice(0, 1)), { label: 3, epoch: 0 });
  assert.equal(settledSince([]), null);
});
