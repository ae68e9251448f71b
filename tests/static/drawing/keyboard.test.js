import assert from "node:assert/strict";
import test from "node:test";

import { drawingCommand, isNibKey, moveNib } from "../../../static/js/drawing/keyboard.js";

const press = (key, held = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

test("the usual shortcuts undo, redo and clear", () => {
  assert.equal(drawingCommand(press("z", { ctrlKey: true })), "undo");
  assert.equal(drawingCommand(press("z", { metaKey: true })), "undo");
  assert.equal(drawingCommand(press("Z", { ctrlKey: true, shiftKey: true })), "redo");
  assert.equal(drawingCommand(press("y", { ctrlKey: true })), "redo");
  assert.equal(drawingCommand(press("Escape")), "clear");
  assert.equal(drawingCommand(press("Delete")), "clear");
});

test("letters alone, Cmd+Y and anything with Alt mean nothing", () => {
  assert.equal(drawingCommand(press("z")), undefined);
  assert.equal(drawingCommand(press("y", { metaKey: true })), undefined);
  assert.equal(drawingCommand(press("z", { ctrlKey: true, altKey: true })), undefined);
});

test("arrow keys move the nib, finely with Shift", () => {
  assert.equal(isNibKey("ArrowUp"), true);
  assert.equal(isNibKey("a"), false);
  assert.deepEqual(moveNib([0.5, 0.5], "ArrowLeft", false), [0.46, 0.5]);
  assert.deepEqual(moveNib([0.5, 0.5], "ArrowDown", true), [0.5, 0.51]);
});

test("the nib stops at the sheet's edge", () => {
  assert.deepEqual(moveNib([0.02, 0.99], "ArrowLeft", false), [0, 0.99]);
  assert.deepEqual(moveNib([0.02, 0.99], "ArrowDown", false), [0.02, 1]);
});
