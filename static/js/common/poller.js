/**
 * Looks, and again and again while there is something to see; no DOM.
 *
 *   const look = createPoller({ look: fetchAndShow, goesOn: () => isRunning, pause: 1000 });
 *   await look();      // now, and from then on after each pause
 *
 * A look that fails is no reason to stop looking: a server that was away for a second would be away for good. It is
 * repeated by itself, ever more rarely, and what was to be seen only once is looked for until it is seen.
 *
 * @param {{look: () => Promise<void>, onFailure?: (error: Error) => void, goesOn?: () => boolean, pause?: number,
 *   clock?: import("./latest-request.js").Clock}} options
 */

import { mayPass } from "./api-error.js";
import { createRetry } from "./retry.js";

const CLOCK = { later: (task, milliseconds) => setTimeout(task, milliseconds), cancel: (timer) => clearTimeout(timer) };

export function createPoller({ look, onFailure = rethrow, goesOn = () => false, pause = 0, clock = CLOCK }) {
  let timer = null;
  const unwatched = () => again().catch(() => {});
  const retry = createRetry(unwatched, { clock });

  async function again() {
    try {
      await look();
      retry.forget();
    } catch (error) {
      retry.plan(error);
      goOn(!mayPass(error));
      return onFailure(error);
    }
    goOn(true);
  }

  function goOn(isTime) {
    clock.cancel(timer); // somebody may have looked meanwhile
    if (isTime && goesOn()) timer = clock.later(unwatched, pause);
  }
  return again;
}

function rethrow(error) {
  throw error;
}
