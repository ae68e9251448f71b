import assert from "node:assert/strict";
import test from "node:test";

import { nextDigit, resultOf } from "../../../static/js/room/digit-round.js";
import { createRoomState, isMisread, rowOf } from "../../../static/js/room/room-state.js";
import { onSheet, tilePath } from "../../../static/js/room/tile-path.js";
import { actionOf } from "../../../static/js/room/wall-keys.js";
import { sizeOf, tileWidth } from "../../../static/js/room/wall-layout.js";

const drawing = (id, change = {}) => ({ id, pupil: "a", task: "digits", round: 1, meant: 0, label: 0, verdict: "digit", ...change });

test("a room is what came of it, whatever comes twice", () => {
  const state = createRoomState();
  state.hear("room", { code: "123456" });
  state.hear("pupil", { id: "a", animal: "otter", color: "blue" });
  state.hear("drawing", drawing(1));
  state.hear("drawing", drawing(2));
  state.hear("drawing", drawing(1, { hidden: true }));
  state.hear("weather", {});
  assert.equal(state.drawings.size, 2);
  assert.equal(state.countOf("a"), 2);
  assert.equal(state.newestOf("a").id, 2);
  assert.equal(state.drawings.get(1).hidden, true);
  state.hear("drawing", drawing(1, { sequence: 7, accepted: true }));
  state.hear("drawing", drawing(1, { sequence: 6 })); // an answer that was overtaken
  assert.equal(state.drawings.get(1).accepted, true);
  state.hear("pupil", { id: "a", removed: true });
  assert.equal(state.drawings.size + state.pupils.size + state.countOf("a"), 0);
});

test("drawings stand in the order in which they were drawn, however late one was changed", () => {
  const state = createRoomState();
  for (const [id, sequence] of [[2, 5], [3, 6], [1, 9]]) state.hear("drawing", drawing(id, { sequence })); // 1 was hidden last
  assert.equal(state.newestOf("a").id, 3);
  assert.deepEqual([...state.drawings.keys()], [1, 2, 3]);
});

test("what is misread is what was meant otherwise, and what is no digit stands in a row of its own", () => {
  assert.deepEqual([{ meant: 3, label: 8 }, { meant: 3, label: 3 }, { meant: null, label: 3 }, { label: 3 }].map(isMisread), [true, false, false, false]);
  assert.equal(rowOf({ label: 4, verdict: "unsure" }), 4);
  assert.equal(rowOf({ label: 4, verdict: "not_a_digit" }), null);
});

test("digits are asked for from 0 to 9, each round anew", () => {
  const own = [drawing(1), drawing(2, { meant: 1, label: 7 }), drawing(3, { meant: 2, round: 2 }), drawing(4, { task: "free", meant: null })];
  assert.equal(nextDigit(1, own), 2);
  assert.equal(nextDigit(2, own), 0);
  assert.equal(nextDigit(1, [drawing(1, { hidden: true })]), 0, "a teacher who hides one lets it be written again");
  assert.deepEqual(resultOf(1, own), { right: 1, of: 2 });
  assert.equal(nextDigit(1, Array.from({ length: 10 }, (_, digit) => drawing(digit, { meant: digit }))), null);
});

test("a drawing fills its tile, in the middle, in whatever unit it came", () => {
  assert.equal(tilePath([[[100, 100], [900, 900]]]), "M12,12L88,88");
  assert.equal(tilePath([[[0, 500], [1000, 500]], [[500, 500]]]), "M12,50L88,50M50,50h0");
  assert.equal(tilePath([[[0.2, 0.5], [0.4, 0.5]]]), "M12,50L88,50");
  assert.equal(tilePath([[[7, 7]]]), "M50,50h0");
  assert.equal(tilePath([]), "");
  assert.deepEqual(onSheet([[[500, 1000]]]), [[[0.5, 1, 0.5]]]);
  assert.deepEqual(onSheet([[[-3000, 1000], [-1000, 5000]]]), [[[0, 0, 0.5], [0.5, 1, 0.5]]]); // a tablet app's
});

test("few tiles are large, many are small, and all of them fit while they can", () => {
  const wall = { width: 1560, height: 900, smallest: 104 };
  const [one, thirty, thousand] = [1, 30, 1000].map((count) => tileWidth({ ...wall, rows: [[count]] }));
  assert.equal(one, 300);
  assert.ok(thirty > 140 && thirty < 200, `${thirty}`);
  const columns = Math.floor((wall.width + 12) / (thirty + 12));
  assert.ok(Math.ceil(30 / columns) * (thirty * 1.4 + 12) <= wall.height + 12);
  assert.equal(thousand, 108); // thirteen in a row of 1,560 pixels
  assert.deepEqual([72, one, thirty, thousand].map(sizeOf), ["tiny", "large", "medium", "small"]);
  const byDigit = tileWidth({ ...wall, rows: [[3, 0], [1, 3], [0, 0], [3]] });
  assert.ok(3 * (byDigit * 1.4 + 12) + 44 <= wall.height + 12 && byDigit > 180, `${byDigit}`);
});

test("each key has its one meaning, and none with Ctrl", () => {
  const press = (key, held = {}) => actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...held });
  assert.deepEqual(["h", "H", "v", "1", "Escape", "?", "z"].map((key) => press(key)), ["hide", "hide", "cover", "free", "back", "help", null]);
  assert.equal(press("f", { ctrlKey: true }), null);
  assert.equal(press("x", { repeat: true }), null);
});
