// Asking again by itself: when, how often, and who is told.
import assert from "node:assert/strict";
import test from "node:test";

import { ApiError, mayPass } from "../../../static/js/common/api-error.js";
import { createLatestRequest } from "../../../static/js/common/latest-request.js";
import { askAgain, createRetry, onOutage } from "../../../static/js/common/retry.js";

const AWAY = new ApiError("network", "away");

/** A clock that shows what it was asked for, and a retry by it. */
function withClock(options = {}) {
  const clock = { timers: [], later: (task, pause) => clock.timers.push({ task, pause }), cancel: () => {} };
  let asked = 0;
  const retry = createRetry(() => (asked += 1), { clock, chance: () => 1, ...options });
  return { clock, retry, asked: () => asked };
}

test("the pauses grow to half a minute, and no further", () => {
  const { clock, retry, asked } = withClock();
  for (let time = 0; time < 8; time += 1) {
    retry.plan(AWAY);
    clock.timers.at(-1).task();
  }
  assert.deepEqual(clock.timers.map(({ pause }) => pause), [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  assert.equal(asked(), 8);
  retry.forget();
});

test("a class asks at different times", () => {
  const { clock, retry } = withClock({ chance: () => 0 });
  retry.plan(AWAY);
  assert.equal(clock.timers[0].pause, 500);
  retry.forget();
});

test("what asks anew by itself begins with the shortest pause again", () => {
  const { clock, retry } = withClock();
  retry.plan(AWAY);
  retry.plan(AWAY);
  retry.hold();
  retry.plan(AWAY);
  assert.equal(clock.timers.at(-1).pause, 1000);
  retry.forget();
});

test("what would fail again is not asked again", () => {
  const { clock, retry } = withClock();
  retry.plan(new ApiError("invalid_request", "No.", 422));
  assert.equal(clock.timers.length, 0);
  assert.deepEqual([503, 429, 502, 500, 404].map((status) => mayPass({ code: "x", status })), [true, true, true, false, false]);
});

test("the page is told of the outage once, and of its end", () => {
  const told = [];
  onOutage((error) => told.push(error?.code ?? null));
  const [one, other] = [withClock().retry, withClock({ isNews: () => false }).retry];
  one.plan(AWAY);
  other.plan(new ApiError("not_ready", "Not yet.", 503));
  one.forget();
  other.forget();
  assert.deepEqual(told, ["network", "network", null, null]);
  onOutage(() => {});
});

test("all that waits is asked when somebody says so", () => {
  const [one, other, idle] = [withClock(), withClock(), withClock()];
  one.retry.plan(AWAY);
  other.retry.plan(AWAY);
  askAgain();
  assert.deepEqual([one.asked(), other.asked(), idle.asked()], [1, 1, 0]);
  one.retry.forget();
  other.retry.forget();
  askAgain();
  assert.equal(one.asked(), 1);
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the newest question is asked again until it has its answer, and then no more", async () => {
  const timers = [];
  const clock = { now: () => 0, later: (task) => timers.push(task), cancel: () => {} };
  const sent = [];
  const answers = [];
  let away = true;
  const requests = createLatestRequest({
    send: async (question) => {
      sent.push(question);
      if (away) throw AWAY;
      return question.toUpperCase();
    },
    onAnswer: (answer, settled) => answers.push([answer, settled]),
    onFailure: () => {},
    clock,
  });
  requests.ask("a", true);
  await settle();
  timers.at(-1)();
  await settle();
  away = false;
  timers.at(-1)();
  await settle();
  assert.deepEqual(sent, ["a", "a", "a"]);
  assert.deepEqual(answers, [["A", true]]);
});

test("a question that was dropped is not asked again", async () => {
  const timers = [];
  const clock = { now: () => 0, later: (task) => timers.push(task), cancel: () => {} };
  const sent = [];
  const send = async (question) => {
    sent.push(question);
    throw AWAY;
  };
  const requests = createLatestRequest({ send, onAnswer: () => {}, onFailure: () => {}, clock });
  requests.ask("a", true);
  await settle();
  requests.drop();
  timers.at(-1)();
  await settle();
  assert.deepEqual(sent, ["a"]);
});
