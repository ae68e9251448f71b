import assert from "node:assert/strict";
import test from "node:test";

import { agreementOf } from "../../../static/js/answer/agreement.js";

const labelled = (...labels) => labels.map((label) => ({ label }));

test("neighbours that are all alike are said to be", () => {
  assert.deepEqual(agreementOf(labelled(7, 7, 7, 7, 7)), { key: "neighbours.agree", values: { label: 7 } });
  assert.equal(agreementOf(labelled(3)).key, "neighbours.agree");
});

test("a majority is counted, wherever in the row it stands", () => {
  const values = { label: 4, count: 3, total: 5 };
  assert.deepEqual(agreementOf(labelled(9, 4, 9, 4, 4)), { key: "neighbours.most", values });
});

test("two of five are no majority, and neither is one of two", () => {
  assert.equal(agreementOf(labelled(4, 4, 9, 9, 1)).key, "neighbours.differ");
  assert.equal(agreementOf(labelled(4, 9)).key, "neighbours.differ");
});

test("no neighbours say what is to come", () => {
  assert.deepEqual(agreementOf([]), { key: "neighbours.waiting", values: {} });
});
