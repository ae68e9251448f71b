/**
 * Everything that the pages ask of a room; who has its key sends it along, and the admin's browser its session.
 *
 * @typedef {{code: string, key: string | null}} Door  to the wall, or a pupil's
 * @typedef {{code: string, title: string, task: "free" | "digits" | "fool", round: number, locked: boolean, frozen: boolean,
 *   revealed: boolean, opened_at: string, closes_at: string, pupils: number, drawings: number, model_version: string | null,
 *   challenger: string | null, sequence: number}} Room
 * @typedef {{id: number, animal: string, color: string, removed?: boolean}} Pupil
 * @typedef {{id: number, pupil: number, strokes: number[][][], meant: number | null, round: number | null, task: string,
 *   label: number | null, confidence: number, verdict: string, model_version: string, hidden: boolean, accepted: boolean,
 *   votes: {fair: number, unfair: number}, at: string, sequence: number}} RoomDrawing
 */

import { at } from "../common/addresses.js";
import { ApiError, mayPass } from "../common/api-error.js";
import { fetchFile, request, stream } from "../common/request.js";
import { createRetry } from "../common/retry.js";

const pathOf = (code, rest = "") => `/rooms/${encodeURIComponent(code)}${rest}`;
const ask = (method, { code, key }, rest, body) => request(method, pathOf(code, rest), body, { key });

/** @param {{title: string, task: string, hours: number}} wishes @returns {Promise<Room & {key: string, wall: string, join: string}>} */
export const openRoom = (wishes) => request("POST", "/rooms", wishes);
/** @returns {Promise<Room[]>} */
export const fetchRooms = async () => (await request("GET", "/rooms")).rooms;

/** @param {string} code @returns {Promise<Pupil & {key: string}>} */
export const joinRoom = (code) => request("POST", pathOf(code, "/pupils"), {});
/** @param {Door} door @param {{strokes: number[][][], meant: number | null}} drawing @returns {Promise<RoomDrawing>} */
export const sendDrawing = (door, drawing) => ask("POST", door, "/drawings", drawing);
/** @param {Door} door @param {number} id of a drawing */
export const vote = (door, id, fair) => ask("POST", door, `/drawings/${id}/votes`, { fair });

/** @param {Door} door @param {Partial<Room>} change @returns {Promise<Room>} */
export const changeRoom = (door, change) => ask("PATCH", door, "", change);
export const closeRoom = (door) => ask("DELETE", door, "");
/** @param {Door} door @param {number} id @param {{hidden?: boolean, accepted?: boolean}} change */
export const changeDrawing = (door, id, change) => ask("PATCH", door, `/drawings/${id}`, change);
export const removePupil = (door, id) => ask("DELETE", door, `/pupils/${id}`);
export const fetchResults = (door) => ask("GET", door, "/results");
export const startTraining = (door) => ask("POST", door, "/trainings", {});
export const fetchComparison = (door) => ask("GET", door, "/comparison");
export const keepCorrections = (door) => ask("POST", door, "/corrections");
export const fetchRoomFile = ({ code, key }) => fetchFile(pathOf(code, "/download"), { key });

export const qrAddress = (code) => at(pathOf(code, "/qr.svg"));

/** Whether this address leads phones to themselves. */
export const isLocal = () => /^(localhost|127\.|\[::1\])/.test(location.hostname);

/** What pupils type. */
export const entranceAddress = () => location.host + at("/room");

/**
 * Follows a room over every outage, until it is closed or the key no longer opens it.
 * @param {Door} door
 * @param {{onEvent: (name: string, data: any) => void, onEnd: (error: ApiError | null) => void}} handlers null: it was closed
 * @returns {() => void} stops following
 */
export function followRoom(door, { onEvent, onEnd }) {
  const leaving = new AbortController();
  const retry = createRetry(listen);
  let after = 0;

  async function listen() {
    try {
      for await (const { id, name, data } of stream(pathOf(door.code, "/events"), leaving.signal, { key: door.key, after })) {
        retry.forget();
        after = Number(id) || after;
        if (name === "closed") return onEnd(null);
        onEvent(name, data);
      }
      throw new ApiError("network", "The stream ended before the room did.");
    } catch (error) {
      if (leaving.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      retry.plan(error); // forgets what will not pass
      if (!mayPass(error)) onEnd(error.status === 410 ? null : error);
    }
  }

  listen();
  return () => {
    leaving.abort();
    retry.forget();
  };
}
