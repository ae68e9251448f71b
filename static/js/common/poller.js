/**
 * Looks again and again, while there is something to see; no DOM.
 *
 *   const look = createPoller({ look: fetchAndShow, goesOn: () => isRunning, pause: 1000 });
 *   await look();      // now, and from then on after each pause
 *
 * A look that fails is no reason to stop looking: a server that was away for a second would be away for good.
 *
 * @param {{look: () => Promise<void>, goesOn: () => boolean, pause: number, clock?: import("./latest-request.js").Clock}} options
 */
export function createPoller({ look, goesOn, pause, clock = { later: setTimeout.bind(null), cancel: clearTimeout.bind(null) } }) {
  let timer = null;

  return async function again() {
    try {
      await look();
    } finally {
      clock.cancel(timer); // somebody may have looked meanwhile
      if (goesOn()) timer = clock.later(() => again().catch(() => {}), pause);
    }
  };
}
