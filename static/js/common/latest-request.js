/**
 * Keeps one request in flight and only the newest waiting, so that the answer follows the pen without a queue; no DOM. One
 * that failed for a reason that may pass is asked again by itself.
 *
 *   const requests = createLatestRequest({send, onAnswer, onFailure});
 *   requests.ask(question);            // at most every `interval` milliseconds
 *   requests.ask(question, true);      // settled: as soon as the line is free
 *   requests.drop();                   // forget what waits, and ignore what is still to come
 *
 * @template Question, Answer
 * @param {{send: (question: Question) => Promise<Answer>, onAnswer: (answer: Answer, settled: boolean) => void,
 *   onFailure: (error: Error) => void, isNews?: (error: Error) => boolean, interval?: number, clock?: Clock}} options
 * @typedef {{now: () => number, later: (task: () => void, milliseconds: number) => unknown,
 *   cancel: (timer: unknown) => void}} Clock
 */

import { createRetry } from "./retry.js";

const WALL_CLOCK = {
  now: () => performance.now(),
  later: (task, milliseconds) => setTimeout(task, milliseconds),
  cancel: (timer) => clearTimeout(timer),
};

export function createLatestRequest({ send, onAnswer, onFailure, isNews, interval = 60, clock = WALL_CLOCK }) {
  let waiting = null; // {question, settled}
  let inFlight = null; // the same, once sent; replaced or emptied by drop(), so that a stale answer finds itself alone
  let sentAt = -Infinity;
  let failed = null; // the newest, to be asked again
  let timer = null;
  const retry = createRetry(repeat, { clock, isNews });

  function repeat() {
    if (waiting || inFlight || !failed) return;
    waiting = failed;
    pump();
  }

  function pump() {
    clock.cancel(timer);
    if (!waiting || inFlight) return;
    const pause = waiting.settled ? 0 : sentAt + interval - clock.now();
    if (pause > 0) timer = clock.later(pump, pause);
    else dispatch();
  }

  async function dispatch() {
    const sent = (inFlight = waiting);
    waiting = null;
    sentAt = clock.now();
    const [answer, error] = await send(sent.question).then((answer) => [answer], (error) => [null, error]);
    if (inFlight !== sent) return;
    inFlight = null;
    if (!error) {
      retry.forget();
      onAnswer(answer, sent.settled);
    } else if (!waiting) {
      // The failure of a question already overtaken is no news.
      failed = sent;
      retry.plan(error);
      onFailure(error);
    }
    pump();
  }

  return {
    ask(question, settled = false) {
      waiting = { question, settled };
      retry.hold();
      pump();
    },
    drop() {
      waiting = inFlight = failed = null;
      clock.cancel(timer);
      retry.forget();
    },
  };
}
