import assert from "node:assert/strict";
import test from "node:test";

import { createPointerGuard } from "../../../static/js/drawing/pointer-guard.js";

const mouse = { id: 1, type: "mouse", primary: true, button: 0 };
const finger = { id: 2, type: "touch", primary: true, button: 0 };
const secondFinger = { id: 3, type: "touch", primary: false, button: 0 };
const pen = { id: 4, type: "pen", primary: true, button: 0 };

test("a mouse draws with its first button only", () => {
  assert.equal(createPointerGuard().press(mouse, 0), "draw");
  assert.equal(createPointerGuard().press({ ...mouse, button: 2 }, 0), "ignore");
});

test("a second finger doesn't draw, and moving it moves nothing", () => {
  const guard = createPointerGuard();
  guard.press(finger, 0);
  assert.equal(guard.press(secondFinger, 10), "ignore");
  assert.equal(guard.isActive(secondFinger, 20), false);
  assert.equal(guard.isActive(finger, 20), true);
});

test("after it is lifted the next pointer may draw", () => {
  const guard = createPointerGuard();
  guard.press(finger, 0);
  guard.release();
  assert.equal(guard.press(mouse, 10), "draw");
});

test("a palm beside the pen, or soon after it, is ignored", () => {
  const guard = createPointerGuard();
  guard.press(pen, 0);
  assert.equal(guard.press(finger, 100), "ignore");
  guard.release();
  // The palm may stay a second: at 900 ms it is still a palm, at 1,100 ms a finger.
  assert.equal(guard.press(finger, 900), "ignore");
  assert.equal(guard.press(finger, 1100), "draw");
});

test("a pen hovering over the sheet keeps the palm away too", () => {
  const guard = createPointerGuard();
  guard.isActive(pen, 5000);
  assert.equal(guard.press(finger, 5500), "ignore");
});

test("a pen that comes down after its palm takes over", () => {
  const guard = createPointerGuard();
  guard.press(finger, 0);
  assert.equal(guard.press(pen, 50), "replace");
  assert.equal(guard.isActive(finger, 60), false);
  assert.equal(guard.isActive(pen, 60), true);
});

test("a pointer whose end was lost gives way to the next one", () => {
  const guard = createPointerGuard(() => false);
  guard.press(mouse, 0);
  assert.equal(guard.isLost(), true);
  assert.equal(guard.press(mouse, 10), "draw");
  assert.equal(guard.press({ ...mouse, id: 9 }, 20), "draw");
  assert.equal(guard.press(finger, 30), "draw");
  assert.equal(guard.isActive(mouse, 40), false);
});

test("a palm doesn't take over from a pen that rests on the sheet, but does from one that is gone", () => {
  for (const [isHeld, verdict] of [[true, "ignore"], [false, "draw"]]) {
    const guard = createPointerGuard(() => isHeld);
    guard.press(pen, 0);
    assert.equal(guard.press(finger, 5000), verdict);
  }
});
