import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { divergingColor, parseHex, readPalette, sequentialColor } from "../../../static/js/common/color-scales.js";

const TOKENS = readFileSync(new URL("../../../static/css/common/tokens.css", import.meta.url), "utf8");
const palette = { sequential: [[0, 0, 0], [200, 100, 50]], diverging: [[200, 0, 0], [100, 100, 100], [0, 0, 200]] };

test("a hexadecimal colour becomes its three numbers", () => {
  // 1a = 1 x 16 + 10 = 26, 27 = 2 x 16 + 7 = 39, 40 = 4 x 16 = 64
  assert.deepEqual(parseHex("#1a2740"), [26, 39, 64]);
});

test("a colour written otherwise is refused by name", () => {
  assert.throws(() => parseHex("red"), /#rrggbb, not "red"/);
});

test("the sequential scale runs from paper to ink", () => {
  assert.deepEqual(sequentialColor(palette, 0), [0, 0, 0]);
  assert.deepEqual(sequentialColor(palette, 0.5), [100, 50, 25]);
  assert.deepEqual(sequentialColor(palette, 1), [200, 100, 50]);
});

test("the diverging scale has its own colour on each side of zero", () => {
  assert.deepEqual(divergingColor(palette, 0), [100, 100, 100]);
  assert.deepEqual(divergingColor(palette, -1), [200, 0, 0]);
  // Halfway from (100, 100, 100) to (0, 0, 200).
  assert.deepEqual(divergingColor(palette, 0.5), [50, 50, 150]);
});

test("values beyond the scale take its end", () => {
  assert.deepEqual(divergingColor(palette, 7), [0, 0, 200]);
  assert.deepEqual(sequentialColor(palette, -1), [0, 0, 0]);
});

for (const theme of ["light", "dark"]) {
  test(`the tokens give a whole palette in the ${theme} theme`, () => {
    const [light, dark] = TOKENS.split(':root[data-theme="dark"]');
    const block = theme === "light" ? light : dark;
    const getPropertyValue = (name) => block.match(new RegExp(`${name}: ([^;]+);`))[1];
    assert.equal(readPalette({ getPropertyValue }).diverging.flat().length, 9);
  });
}
