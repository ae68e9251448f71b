/**
 * What is known of a room, from the news that came of it; no DOM.
 *
 * @typedef {import("./room-api.js").Room} Room
 * @typedef {import("./room-api.js").Pupil} Pupil
 * @typedef {import("./room-api.js").RoomDrawing} RoomDrawing
 */

export function createRoomState() {
  /** @type {Map<number, Pupil>} in the order in which they joined */
  const pupils = new Map();
  /** @type {Map<number, RoomDrawing>} once sorted, in the order in which they were drawn */
  const drawings = new Map();
  let last = 0; // the newest drawing
  let isSorted = true;
  const newest = new Map(); // pupil -> its newest drawing
  const counts = new Map(); // pupil -> how many
  /** @type {Room | null} */
  let room = null;
  let training = null;

  const hear = {
    room(data) {
      if (!isOlder(data, room)) room = data;
    },
    training: (data) => (training = data),
    pupil(data) {
      if (!data.removed) return pupils.set(data.id, data);
      pupils.delete(data.id);
      for (const drawing of [...drawings.values()]) if (drawing.pupil === data.id) drawings.delete(drawing.id);
      newest.delete(data.id);
      counts.delete(data.id);
    },
    drawing(data) {
      if (isOlder(data, drawings.get(data.id))) return;
      if (!drawings.has(data.id)) {
        counts.set(data.pupil, (counts.get(data.pupil) ?? 0) + 1);
        newest.set(data.pupil, Math.max(data.id, newest.get(data.pupil) ?? 0));
        isSorted &&= data.id > last;
        last = Math.max(data.id, last);
      }
      drawings.set(data.id, data);
    },
  };

  /** Who comes later is told of each drawing in the order of its last change, not in that in which they were drawn. */
  function sort() {
    const sorted = [...drawings].sort(([one], [other]) => one - other);
    drawings.clear();
    for (const [id, drawing] of sorted) drawings.set(id, drawing);
    isSorted = true;
  }

  return {
    pupils,
    get drawings() {
      if (!isSorted) sort();
      return drawings;
    },
    get room() {
      return room;
    },
    get training() {
      return training;
    },
    /** An event of the stream; one of an unknown name is none of ours. */
    hear: (name, data) => hear[name]?.(data),
    newestOf: (pupil) => drawings.get(newest.get(pupil)) ?? null,
    countOf: (pupil) => counts.get(pupil) ?? 0,
  };
}

/** An answer may come after the news of what happened later. */
const isOlder = (data, known) => known !== null && known !== undefined && data.sequence < known.sequence;

/** What the network could learn from, and nobody has said yet that it should. @returns {RoomDrawing[]} */
export const keepable = ({ drawings }) =>
  [...drawings.values()].filter(({ meant, hidden, accepted }) => meant !== null && !hidden && !accepted);

/** Whether the network read another digit than the one that was meant. @param {RoomDrawing} drawing */
export const isMisread = ({ meant, label }) => meant !== null && meant !== undefined && label !== meant;

/** The row in which a drawing stands when they are sorted: what the network read, or null if that is no digit. */
export const rowOf = ({ label, verdict }) => (verdict === "digit" || verdict === "unsure" ? label : null);
