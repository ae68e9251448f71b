/**
 * Asks again by itself after a failure that may pass; no DOM. Soon at first, then ever more rarely, and each time a
 * little by chance, so that a class doesn't fall all at once upon a server that has just come back.
 *
 *   const retry = createRetry(ask);
 *   retry.plan(error);     // ask() after a pause, unless something happens before
 *   retry.hold();          // somebody asks anew already
 *   retry.forget();        // there is an answer, or nobody wants one any more
 *
 *   onOutage((error) => ...);   // told the newest error that is news while anything waits to be asked again, then null
 *   askAgain();                 // all that waits, now
 */

import { mayPass } from "./api-error.js";

const FIRST_MS = 1000;
const LONGEST_MS = 30000;
const CLOCK = { later: (task, milliseconds) => setTimeout(task, milliseconds), cancel: (timer) => clearTimeout(timer) };

const waiting = new Map(); // retry -> the error that it waits after, or null for one that is no news
let tell = () => {};

export function onOutage(listener) {
  tell = () => listener([...waiting.values()].findLast(Boolean) ?? null);
}

export function askAgain() {
  for (const retry of [...waiting.keys()]) retry.now();
}

/**
 * @param {() => unknown} ask
 * @param {{clock?: import("./latest-request.js").Clock, chance?: () => number, isNews?: (error: Error) => boolean}} options
 */
export function createRetry(ask, { clock = CLOCK, chance = Math.random, isNews = () => true } = {}) {
  let attempts = 0;
  let timer = null;

  const retry = {
    /** Any other error but one that may pass is forgotten: asking again would change nothing. */
    plan(error) {
      clock.cancel(timer);
      if (!mayPass(error)) return retry.forget();
      const pause = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts);
      attempts += 1;
      timer = clock.later(ask, pause * (1 + chance()) / 2);
      waiting.delete(retry);
      waiting.set(retry, isNews(error) ? error : null);
      tell();
    },
    hold() {
      clock.cancel(timer);
      attempts = 0;
    },
    forget() {
      retry.hold();
      if (waiting.delete(retry)) tell();
    },
    now() {
      retry.hold();
      ask();
    },
  };
  return retry;
}
