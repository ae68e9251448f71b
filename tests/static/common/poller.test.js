// Looking again and again, whatever came of it.
import assert from "node:assert/strict";
import test from "node:test";

import { ApiError } from "../../../static/js/common/api-error.js";
import { createPoller } from "../../../static/js/common/poller.js";

/** A clock that a test moves on by hand. */
function handClock() {
  const waiting = new Map();
  let last = 0;
  return {
    later: (task) => {
      waiting.set((last += 1), task);
      return last;
    },
    cancel: (timer) => waiting.delete(timer),
    waiting: () => waiting.size,
    async tick() {
      const tasks = [...waiting.values()];
      waiting.clear();
      for (const task of tasks) await task();
    },
  };
}

test("it looks until there is nothing more to see", async () => {
  const clock = handClock();
  let left = 3;
  const look = createPoller({ look: async () => (left -= 1), goesOn: () => left > 0, pause: 1, clock });
  await look();
  for (let time = 0; time < 9; time += 1) await clock.tick();
  assert.equal(left, 0);
});

test("a look that fails is followed by the next one", async () => {
  const clock = handClock();
  const seen = [];
  const answers = [null, "one", null, "two"];
  const fetchAnswer = async () => {
    const answer = answers.shift();
    if (answer === null) throw new Error("away");
    seen.push(answer);
  };
  const look = createPoller({ look: fetchAnswer, goesOn: () => answers.length > 0, pause: 1, clock });
  await assert.rejects(look, /away/);
  for (let time = 0; time < 9; time += 1) await clock.tick();
  assert.deepEqual(seen, ["one", "two"]);
});

test("what is to be seen once is looked for until it is seen", async () => {
  const clock = handClock();
  const told = [];
  const answers = [null, null, "one"];
  const look = createPoller({
    async look() {
      const answer = answers.shift();
      if (answer === null) throw new ApiError("network", "away");
      told.push(answer);
    },
    onFailure: (error) => told.push(error.code),
    clock,
  });
  await look();
  for (let time = 0; time < 9; time += 1) await clock.tick();
  assert.deepEqual(told, ["network", "network", "one"]);
});

test("however often it is asked to look, it looks once a pause", async () => {
  const clock = handClock();
  const look = createPoller({ look: async () => {}, goesOn: () => true, pause: 1, clock });
  await Promise.all([look(), look(), look()]);
  assert.equal(clock.waiting(), 1);
});
