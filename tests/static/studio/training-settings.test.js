import assert from "node:assert/strict";
import test from "node:test";

import { readSettings } from "../../../static/js/studio/training-settings.js";

const epochs = { name: "epochs", kind: "integer", value: "20", initial: "20", minimum: "1", maximum: "1000" };
const rate = { name: "learning_rate", kind: "number", value: "0.001", initial: "0.001", minimum: "0.0" };
const sizes = { name: "hidden_sizes", kind: "sizes", value: "512, 256", initial: "512, 256" };
const size = { name: "training_size", kind: "integer", value: "", initial: "", minimum: "1" };
const loss = { name: "loss", kind: "choice", value: "cross_entropy", initial: "cross_entropy" };

const typed = (field, value) => readSettings([{ ...field, value }]);

test("what stays at its default is not posted", () => {
  assert.deepEqual(readSettings([epochs, rate, sizes, size, loss]), { hyperparameters: {}, problems: [] });
});

test("what is changed is posted in its own type", () => {
  assert.deepEqual(typed(epochs, " 5 ").hyperparameters, { epochs: 5 });
  assert.deepEqual(typed(rate, "1e-4").hyperparameters, { learning_rate: 0.0001 });
  assert.deepEqual(typed(size, "9000").hyperparameters, { training_size: 9000 });
  assert.deepEqual(typed(loss, "absolute_error").hyperparameters, { loss: "absolute_error" });
});

test("hidden layers are read with any comma, or none at all", () => {
  assert.deepEqual(typed(sizes, "64,32").hyperparameters, { hidden_sizes: [64, 32] });
  assert.deepEqual(typed(sizes, "64，32").hyperparameters, { hidden_sizes: [64, 32] });
  assert.deepEqual(typed(sizes, "").hyperparameters, { hidden_sizes: [] });
});

test("what can't be read is named, and nothing of it is posted", () => {
  assert.deepEqual(typed(epochs, "five"), {
    hyperparameters: {},
    problems: [{ name: "epochs", key: "training_form.whole", values: { example: "20" } }],
  });
  assert.equal(typed(epochs, "2.5").problems[0].key, "training_form.whole");
  assert.equal(typed(rate, "").problems[0].key, "training_form.number");
  assert.equal(typed(sizes, "64, many").problems[0].key, "training_form.sizes");
});

test("bounds are told before the server has to", () => {
  assert.deepEqual(typed(epochs, "0").problems[0], { name: "epochs", key: "training_form.minimum", values: { limit: "1" } });
  assert.deepEqual(typed(epochs, "1001").problems[0].values, { limit: "1000" });
});
