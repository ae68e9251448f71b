import assert from "node:assert/strict";
import test from "node:test";

import { chartGeometry, MARGIN } from "../../../static/js/charts/chart-geometry.js";
import { roughDurationMessage } from "../../../static/js/common/formatting.js";
import { HEIGHT, layerPaths, layerShapes } from "../../../static/js/studio/layer-geometry.js";
import { unpackSigned } from "../../../static/js/charts/int8.js";

test("signed bytes become numbers again", () => {
  // base64 of the bytes 127, -127, 0, 64.
  const values = unpackSigned({ most: 2.54, values: Buffer.from([127, 129, 0, 64]).toString("base64") });
  assert.deepEqual(values.map((value) => Number(value.toFixed(6))), [2.54, -2.54, 0, 1.28]);
});

test("layers share one scale, and gradients are compared by powers of ten", () => {
  const [first, second] = layerPaths([1, 21, 41], [[1, 1, 1], [0.01, 0.1, 1]], { logarithmic: true });
  assert.equal(first, "M0,2L50,2L100,2");
  assert.equal(second, `M0,${HEIGHT - 2}L50,${HEIGHT / 2}L100,2`);
});

test("a share starts at 0, a small one stays low, and a layer without any has no curve", () => {
  const [few, none] = layerPaths([1, 21], [[0, 0.05], [null, null]], { top: 0.1 });
  assert.equal(few, `M0,${HEIGHT - 2}L100,${HEIGHT / 2}`);
  assert.equal(none, "");
});

test("a gradient of 0, or one beyond all bounds, is a gap", () => {
  assert.equal(layerPaths([1, 2, 3], [[1, 0, null]], { logarithmic: true })[0], "M0,22");
});

test("each layer's shape", () => {
  assert.deepEqual(layerShapes([512, 256]), ["784 → 512", "512 → 256", "256 → 10"]);
  assert.deepEqual(layerShapes([]), ["784 → 10"]);
});

test("a forecast is rounded", () => {
  assert.deepEqual(roughDurationMessage(3.2), { key: "duration.seconds", values: { seconds: 3 } });
  assert.deepEqual(roughDurationMessage(33), { key: "duration.seconds", values: { seconds: 35 } });
  assert.deepEqual(roughDurationMessage(172), { key: "duration.whole_minutes", values: { minutes: 3 } });
  assert.deepEqual(roughDurationMessage(5340), { key: "duration.hours", values: { hours: 1, minutes: 30 } });
});

test("batches lie between the epochs, and an axis may begin before the first", () => {
  const size = { width: MARGIN.left + 100 + MARGIN.right, height: MARGIN.top + 100 + MARGIN.bottom };
  const series = [
    { name: "batch", values: [2, 1], places: [0.5, 1] },
    { name: "validation", values: [null, 0, 2], places: [0, 1, 2] },
  ];
  const { lines, xTicks, epochAt } = chartGeometry(size, series, 2, { first: 0 });
  assert.deepEqual(xTicks.map(({ epoch, x }) => [epoch, x]), [[0, 56], [1, 106], [2, 156]]);
  // Half an epoch of two is a quarter of the way: 56 + 25.
  assert.equal(lines[0].path, "M81,10L106,60");
  assert.deepEqual(lines[1].pointAt(2), [156, 10]);
  assert.equal(lines[1].pointAt(0), null);
  assert.equal(epochAt(0), 1);
});
