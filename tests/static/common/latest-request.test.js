import assert from "node:assert/strict";
import test from "node:test";

import { createLatestRequest } from "../../../static/js/common/latest-request.js";

/** A line whose answers and clock the test holds in its hand. */
function createLine(interval = 60) {
  const line = { sent: [], answers: [], failures: [], time: 0, timers: [] };
  const clock = {
    now: () => line.time,
    later: (task, milliseconds) => line.timers.push({ task, at: line.time + milliseconds }) - 1,
    cancel: (timer) => delete line.timers[timer],
  };
  const send = (question) => new Promise((resolve, reject) => line.sent.push({ question, resolve, reject }));
  line.requests = createLatestRequest({
    send,
    onAnswer: (answer, settled) => line.answers.push([answer, settled]),
    onFailure: (error) => line.failures.push(error.message),
    interval,
    clock,
  });
  line.passTo = (time) => {
    line.time = time;
    const due = line.timers.filter((timer) => timer.at <= time);
    line.timers = line.timers.filter((timer) => timer.at > time);
    for (const { task } of due) task();
  };
  line.questions = () => line.sent.map(({ question }) => question);
  return line;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the first question goes out at once", () => {
  const line = createLine();
  line.requests.ask("a");
  assert.deepEqual(line.questions(), ["a"]);
});

test("one request is in flight at a time, and only the newest question waits", async () => {
  const line = createLine();
  line.requests.ask("a");
  line.requests.ask("b");
  line.requests.ask("c");
  line.time = 100;
  line.sent[0].resolve("A");
  await settle();
  assert.deepEqual(line.questions(), ["a", "c"]);
  assert.deepEqual(line.answers, [["A", false]]);
});

test("while the pen moves, questions keep their distance", async () => {
  const line = createLine();
  line.requests.ask("a");
  line.sent[0].resolve("A");
  await settle();
  line.time = 20;
  line.requests.ask("b");
  line.passTo(59);
  assert.deepEqual(line.questions(), ["a"]);
  line.passTo(60); // 60 ms after "a" at 0 ms
  assert.deepEqual(line.questions(), ["a", "b"]);
});

test("a settled question doesn't wait for the clock", async () => {
  const line = createLine();
  line.requests.ask("a");
  line.sent[0].resolve("A");
  await settle();
  line.requests.ask("b", true);
  assert.deepEqual(line.questions(), ["a", "b"]);
  line.sent[1].resolve("B");
  await settle();
  assert.deepEqual(line.answers, [["A", false], ["B", true]]);
});

test("an answer to a dropped question is never shown", async () => {
  const line = createLine();
  line.requests.ask("a");
  line.requests.ask("b");
  line.requests.drop();
  line.sent[0].resolve("A");
  await settle();
  assert.deepEqual(line.answers, []);
  assert.deepEqual(line.questions(), ["a"]);
});

test("after a drop the next question goes out although the old answer is still to come", async () => {
  const line = createLine();
  line.requests.ask("old");
  line.requests.drop();
  line.requests.ask("new", true);
  assert.deepEqual(line.questions(), ["old", "new"]);
  line.sent[1].resolve("NEW");
  line.sent[0].resolve("OLD");
  await settle();
  assert.deepEqual(line.answers, [["NEW", true]]);
});

test("a failure is told, and the next question tries again", async () => {
  const line = createLine();
  line.requests.ask("a", true);
  line.sent[0].reject(new Error("offline"));
  await settle();
  assert.deepEqual(line.failures, ["offline"]);
  line.requests.ask("b", true);
  assert.deepEqual(line.questions(), ["a", "b"]);
});
