/**
 * One request to the server, or one stream of events from it; no other file fetches.
 *
 * @typedef {{key?: string, after?: number}} Pass  a room's key; the number of the last event that was heard
 */

import { at } from "./addresses.js";
import { ApiError } from "./api-error.js";
import { eventsIn, textOf, within } from "./event-stream.js";

const PATIENCE_MS = 15000;
const FILE_MS = 120000; // millions of weights are packed first
const SILENCE_MS = 40000; // of a stream, in which the server says each 15 s that it is still there
const GATEWAY = [502, 503, 504]; // said by a proxy, when there is no server behind it

/** The answer, or null for one without content. @param {Pass} [pass] @throws {ApiError} */
export async function request(method, path, body, pass) {
  const response = await send(method, path, { body, pass });
  if (response.status === 204) return null;
  const answer = response.ok ? await response.json().catch(() => null) : null;
  return answer ?? refuse(response);
}

/** @param {Pass} [pass] @returns {Promise<Blob>} */
export async function fetchFile(path, pass) {
  const response = await send("GET", path, { pass, signal: AbortSignal.timeout?.(FILE_MS) });
  if (!response.ok) await refuse(response);
  return response.blob().catch((cause) => Promise.reject(new ApiError("network", String(cause)))); // cut off on its way
}

/**
 * The events of a stream, to its end; none when there is nothing more to tell (204). Unlike an EventSource it tells why it
 * was refused, notices a connection that has fallen silent, and never asks again by itself.
 * @param {AbortSignal} leaving @param {Pass} [pass]
 */
export async function* stream(path, leaving, pass) {
  const ending = new AbortController();
  leaving.addEventListener("abort", () => ending.abort());
  try {
    const response = await within(SILENCE_MS, send("GET", path, { pass, signal: ending.signal }));
    if (!response.ok) await refuse(response);
    if (response.status === 204) return;
    for await (const event of eventsIn(textOf(response.body, SILENCE_MS))) {
      if (leaving.aborted) return;
      if (event.name === "error") throw new ApiError(event.data.error, event.data.detail);
      yield event;
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError("network", String(error));
  } finally {
    ending.abort();
  }
}

async function refuse(response) {
  const answer = await response.json().catch(() => null);
  const code = response.ok || GATEWAY.includes(response.status) ? "network" : "internal_error";
  throw new ApiError(answer?.error ?? code, answer?.detail ?? response.statusText, response.status);
}

async function send(method, path, { body, pass = {}, signal }) {
  const timeout = AbortSignal.timeout?.(PATIENCE_MS);
  const options = { method, headers: { Accept: "application/json" }, signal: signal ?? timeout };
  if (pass.key) options.headers.Authorization = `Bearer ${pass.key}`;
  if (pass.after) options.headers["Last-Event-ID"] = pass.after;
  if (body !== undefined) {
    const lines = body instanceof Blob;
    options.headers["Content-Type"] = lines ? "application/x-ndjson" : "application/json";
    options.body = lines ? body : JSON.stringify(body);
  }
  try {
    return await fetch(at(path), options);
  } catch (cause) {
    throw new ApiError("network", String(cause));
  }
}
