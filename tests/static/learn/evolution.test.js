import assert from "node:assert/strict";
import test from "node:test";

import { leaders, momentMessage, overfitsSince, settledSince, snapshotOf } from "../../../static/js/learn/evolution.js";

const moments = [3, 7, 3, 7, 7].map((label, epoch) => ({ label, epochs: epoch }));

test("a snapshot's name has its training and its epoch", () => {
  assert.deepEqual(snapshotOf("t0012@7"), { training: "t0012", at: 7 });
  assert.deepEqual(snapshotOf("classroom-growth@430"), { training: "classroom-growth", at: 430 });
  assert.equal(snapshotOf("champion"), null);
  assert.equal(snapshotOf("t0012@"), null);
});

test("whoever was the answer once is among the leaders, the last one first", () => {
  assert.deepEqual(leaders(moments), [7, 3]);
});

test("an answer has stood since the epoch after the last other one", () => {
  assert.deepEqual(settledSince(moments), { label: 7, epochs: 3 });
  assert.deepEqual(settledSince(moments.slice(0, 1)), { label: 3, epochs: 0 });
  assert.equal(settledSince([]), null);
});

test("it overfits from the lowest validation loss on, while the training loss goes on falling", () => {
  const losses = (training, validation) => training.map((loss, epochs) => ({ epochs, training_loss: loss, validation_loss: validation[epochs] }));
  assert.equal(overfitsSince(losses([2, 1, 0.5, 0.1], [2, 1.1, 0.7, 0.9])).epochs, 2);
  assert.equal(overfitsSince(losses([2, 1, 0.5], [2, 1.1, 0.7])), null);
  assert.equal(overfitsSince(losses([2, 1, 1.5], [2, 1.1, 1.7])), null); // it runs away
  assert.equal(overfitsSince([{ epochs: 0, training_loss: null, validation_loss: null }]), null);
});

test("a moment is told in epochs where they are whole, else in batches", () => {
  assert.equal(momentMessage({ epochs: 0, batches: 0 }).key, "time-machine.before");
  assert.deepEqual(momentMessage({ epochs: 2, batches: 860 }), { key: "time-machine.after", values: { epoch: 2 } });
  assert.deepEqual(momentMessage({ epochs: 0.0233, batches: 10 }), { key: "time-machine.batches", values: { batches: 10 } });
});
