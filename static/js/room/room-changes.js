/**
 * What the teacher changes in a room. A change is seen at once, for a drawing may have to go at once; one that is refused is
 * taken back; no DOM.
 *
 *   const changes = createRoomChanges(door, state, seen);   // seen(): something has changed in `state`
 *   await changes.room({ frozen: true });                   // rejects with an ApiError
 */

import { ApiError } from "../common/api-error.js";
import { changeDrawing, changeRoom, removePupil, startTraining } from "./room-api.js";
import { keepable } from "./room-state.js";

const LEAST_LESSONS = 20;
const MOST_TRAININGS = 10; // of one room

export function createRoomChanges(door, state, seen) {
  let last = Promise.resolve();

  /** One request after the other: of two on their way at once the second may arrive first, and then the first would stand. */
  function inTurn(ask) {
    const asked = last.then(ask);
    last = asked.catch(() => {});
    return asked;
  }

  /** @param {() => Promise<any>} ask gives what `name` has become */
  async function at(name, before, after, ask) {
    const show = (data) => {
      state.hear(name, data);
      seen();
    };
    show(after);
    try {
      show((await inTurn(ask)) ?? after);
    } catch (error) {
      show(before);
      throw error;
    }
  }

  const changes = {
    room: (change) => at("room", state.room, { ...state.room, ...change }, () => changeRoom(door, change)),

    drawing: (drawing, change) =>
      at("drawing", drawing, { ...drawing, ...change }, () => changeDrawing(door, drawing.id, change)),

    /** One after the other, each seen as it is told. */
    async keepAll() {
      for (const drawing of keepable(state)) await changes.drawing(drawing, { accepted: true });
    },

    async remove(pupil) {
      await inTurn(() => removePupil(door, pupil.id));
      state.hear("pupil", { ...pupil, removed: true });
      seen();
    },

    /** What the server refuses is a class that hasn't drawn enough, a second training at once, or one too many. */
    async learn() {
      const lessons = [...state.drawings.values()].filter(({ task, meant }) => task === "digits" && meant !== null);
      const isLast = state.training?.number >= MOST_TRAININGS;
      const enough = lessons.length >= LEAST_LESSONS && new Set(lessons.map(({ pupil }) => pupil)).size > 1;
      try {
        await startTraining(door);
      } catch (error) {
        throw error.code === "conflict" ? new ApiError(isLast ? "enough" : enough ? "busy" : "too_few", error.detail) : error;
      }
    },
  };
  return changes;
}
