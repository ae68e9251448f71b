/**
 * Everything that the pages ask the server, but for a room (../room/room-api.js).
 *
 * @typedef {{strokes: number[][][]} | {pixels: number[]}} DrawingRequest
 * @typedef {{label: number | null, confidence: number, probabilities: number[], verdict: string,
 *   model_version: string, image: number[][]}} Prediction
 * @typedef {{index: number, label: number, pixels: number[]}} Example
 * @typedef {{index: number, label: number, distance: number}} Neighbour
 * @typedef {{units: number, pre_activations: number[], activations: number[], bias: number[],
 *   connections: {source: number, target: number, weight: number, product: number}[]}} Layer
 * @typedef {{label: number, confidence: number, probabilities: number[], logits: number[], blank: boolean,
 *   network: {name: string, version: string, sizes: number[], activation: string, parameters: number},
 *   picture: number[][], layers: {dense: Layer[]}}} Explanation  and whatever parts were asked for
 * @typedef {{epoch: number, loss: number, training_accuracy: number, validation_loss: number,
 *   validation_accuracy: number, learning_rate: number, seconds: number}} EpochReport
 * @typedef {{id: string, state: string, epoch: number, epochs: number, step: number, steps: number,
 *   loss: number | null, training_accuracy: number | null, validation_accuracy: number | null,
 *   learning_rate: number | null, images_per_second: number | null, seconds_left: number | null,
 *   model_version: string | null, error: string | null, created_at: string, finished_at: string | null,
 *   warning: string | null, resumable: boolean, open_to_visitors: boolean, people_drawings: number,
 *   changes: {epoch: number, step: number, learning_rate: number | null, dropout_rate: number | null}[],
 *   hyperparameters: Object<string, unknown>, history: EpochReport[]}} TrainingStatus
 * @typedef {{steps_per_epoch: number, every: number, step: number[], loss: number[], accuracy: number[],
 *   start_loss: number | null, start_accuracy: number | null, look_step: number[],
 *   gradient_norms: (number | null)[][], dead_shares: (number | null)[][]}} TrainingCurve
 * @typedef {{epoch: number, step: number, units: number, pictures: {most: number, values: string}[]}} WeightPictures
 * @typedef {{version: string, champion: boolean, created_at: string, parent_version: string | null,
 *   test_accuracy: number | null, validation_accuracy: number | null, parameters: number,
 *   network: {hidden_sizes: number[], activation: string}}} ModelVersion
 */

import { ApiError } from "./api-error.js";
import { fetchFile, request, stream } from "./request.js";
import { createRetry } from "./retry.js";

export const FINAL_STATES = ["succeeded", "failed", "cancelled"];

/**
 * All words, or those that a page's script can ask for.
 * @param {"en" | "zh"} language @param {string} [script] "pages/draw.js"
 * @returns {Promise<import("./message-format.js").Catalogue>}
 */
export const fetchMessages = (language, script) =>
  request("GET", `/static/messages.json?lang=${language}${script ? `&for=${script}` : ""}`);

/** @param {DrawingRequest} drawing @returns {Promise<Prediction>} */
export const predict = (drawing) => request("POST", "/predict", { ...drawing, include: ["image"] });

/** @param {DrawingRequest & Object<string, unknown>} question see learn/state.js @returns {Promise<Explanation>} */
export const explain = (question) => request("POST", "/explain", question);

/** @param {DrawingRequest} drawing @returns {Promise<Neighbour[]>} */
export const findNeighbours = async (drawing) =>
  (await request("POST", "/predict", { ...drawing, include: ["neighbours"] })).neighbours;

/** @param {number[]} indices @returns {Promise<Example[]>} */
export const fetchTrainingExamples = async (indices) =>
  (await request("GET", `/examples/training?${indices.map((index) => `index=${index}`).join("&")}`)).examples;

/** @param {number} count @param {number} seed @returns {Promise<Example[]>} */
export const fetchExamples = async (count, seed) =>
  (await request("GET", `/examples?count=${count}&seed=${seed}`)).examples;

/** @param {string} token */
export const signIn = (token) => request("POST", "/admin/session", { token });
export const signOut = () => request("DELETE", "/admin/session");

/** @param {Object<string, unknown>} hyperparameters @returns {Promise<TrainingStatus>} */
export const retrain = (hyperparameters) => request("POST", "/admin/retrain", hyperparameters);

/** @returns {Promise<TrainingStatus[]>} */
export const fetchTrainings = async () => (await request("GET", "/admin/trainings")).trainings;

/** @param {string} id @returns {Promise<TrainingStatus>} */
export const fetchTraining = (id) => request("GET", `/admin/trainings/${id}`);

/** @param {Object<string, unknown>} hyperparameters @returns {Promise<{seconds: number, seconds_per_epoch: number}>} */
export const estimateTraining = (hyperparameters) => request("POST", "/admin/trainings/estimate", hyperparameters);

/** @param {string} id @returns {Promise<TrainingCurve>} */
export const fetchCurve = (id) => request("GET", `/admin/trainings/${id}/curve`);

/** @param {string} id @returns {Promise<WeightPictures>} */
export const fetchWeights = (id) => request("GET", `/admin/trainings/${id}/weights`);

/** @param {string} id @param {{learning_rate?: number, dropout_rate?: number}} settings @returns {Promise<TrainingStatus>} */
export const changeSettings = (id, settings) => request("POST", `/admin/trainings/${id}/settings`, settings);

/** @param {string} id @param {"pause" | "resume" | "cancel"} command @returns {Promise<TrainingStatus>} */
export const commandTraining = (id, command) => request("POST", `/admin/trainings/${id}/${command}`);

/** @param {string} id @param {boolean} isOpen @returns {Promise<TrainingStatus>} */
export const openToVisitors = (id, isOpen) => request("PUT", `/admin/trainings/${id}/visitors`, { open: isOpen });

/** @param {string} id @param {number} epoch */
export const examineSnapshot = (id, epoch) => request("GET", `/admin/trainings/${id}/snapshots/${epoch}/examination`);

/** @param {{strokes: number[][][], label: number}} correction @returns {Promise<{new: boolean}>} */
export const sendFeedback = (correction) => request("POST", "/feedback", correction);

/** @param {string} state @param {number} limit @param {number} [before] an id */
export const fetchCorrections = (state, limit, before) =>
  request("GET", `/admin/corrections?${new URLSearchParams({ state, limit, ...(before && { before }) })}`);

/** @param {number[]} ids @param {string} state @param {number} [label] */
export const decideCorrections = (ids, state, label) =>
  request("POST", "/admin/corrections/decisions", { ids, state, ...(label !== undefined && { label }) });

/** @param {File} file JSON lines */
export const importCorrections = (file) => request("POST", "/admin/corrections/import", file);

/** @returns {Promise<{champion: string, models: ModelVersion[]}>} */
export const fetchModels = () => request("GET", "/admin/models");

/** @param {{version: string, anyway?: boolean, reason?: string}} promotion */
export const promote = (promotion) => request("PUT", "/admin/models/champion", promotion);
export const fetchLog = async () => (await request("GET", "/admin/log")).entries;

/** @param {Object<string, unknown>} sweep @returns {Promise<{trials: number, seconds: number}>} */
export const estimateSweep = (sweep) => request("POST", "/admin/sweeps/estimate", sweep);

/** @param {Object<string, unknown>} sweep what to try @returns {Promise<Object<string, unknown>>} how it stands */
export const startSweep = (sweep) => request("POST", "/admin/sweeps", sweep);
export const fetchSweeps = async () => (await request("GET", "/admin/sweeps")).sweeps;
/** @param {string} id @param {"cancel" | "resume"} command */
export const commandSweep = (id, command) => request("POST", `/admin/sweeps/${id}/${command}`);

/** @param {string} version */
export const examineVersion = (version) => request("GET", `/admin/models/${version}/examination`);
export const compareVersions = (version) => request("GET", `/admin/models/${version}/comparison`);
export const openCell = ({ version, exam, label, answered }) =>
  request("GET", `/admin/models/${version}/examination/${exam}/${label}/${answered}`);

/** @param {string} version @param {"html" | "onnx" | "zip"} kind @returns {Promise<{file: Blob, name: string}>} */
export const fetchExport = async (version, kind) => ({
  file: await fetchFile(`/admin/models/${version}/export/${kind}`),
  name: `inkling-${version}.${kind}`,
});

/**
 * Follows a training until its final state, over every outage: after onFailure nobody knows how it stands until onProgress.
 * @param {string} id @param {(status: TrainingStatus) => void} onProgress @param {(error: ApiError) => void} [onFailure]
 * @returns {() => void} stops following
 */
export function followTraining(id, onProgress, onFailure = () => {}) {
  const leaving = new AbortController();
  const retry = createRetry(listen);

  async function listen() {
    try {
      for await (const { data } of stream(`/admin/trainings/${id}/events`, leaving.signal)) {
        retry.forget();
        onProgress(data);
        if (FINAL_STATES.includes(data.state)) return;
      }
      const status = await fetchTraining(id);
      onProgress(status);
      if (!FINAL_STATES.includes(status.state)) throw new ApiError("network", "The stream ended before the training did.");
      retry.forget();
    } catch (error) {
      if (leaving.signal.aborted) return;
      retry.plan(error);
      onFailure(error);
    }
  }

  listen();
  return () => {
    leaving.abort();
    retry.forget();
  };
}

/** One race at a time in each tab; its address wouldn't do, since a class shares one. */
const VISITOR = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Starts a race and follows it to its end.
 * @param {string[]} lanes each "activation,loss,learning_rate,dropout_rate"
 * @param {{onEvent: (name: string, data: any) => void, onFailure: (error: ApiError) => void}} handlers
 * @returns {() => void} leaves the race, which stops it
 */
export function followRace(lanes, { onEvent, onFailure }) {
  const leaving = new AbortController();
  const query = new URLSearchParams([...lanes.map((lane) => ["lane", lane]), ["visitor", VISITOR]]);

  /** Once only: a race whose connection was lost is over, and would begin anew. */
  async function listen() {
    for await (const { name, data } of stream(`/races?${query}`, leaving.signal)) {
      onEvent(name, data);
      if (name === "finished") return;
    }
    throw new ApiError("network", "The stream ended before the race did.");
  }

  listen().catch((error) => leaving.signal.aborted || onFailure(error));
  return () => leaving.abort();
}
