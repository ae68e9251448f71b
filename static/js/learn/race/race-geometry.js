/**
 * Where the lines of a race lie; no DOM.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Plot
 */

import { niceTicks } from "../../charts/ticks.js";

export const MARGIN = { left: 52, top: 12, bottom: 26 };
const HEADROOM = 1.2; // over the highest start; who climbs higher has left the chart
const SETTLED = 0.2; // of the race: from then on the lines are near their ends
const BEYOND = 1.3; // far enough up to be cut off
const LINE_HEIGHT = 16;
const EXPECTED_START = { loss: 2.4, share: 1, accuracy: 1 };

/**
 * @param {{width: number, height: number}} size in pixels
 * @param {import("./race-record.js").RaceRecord} record
 * @param {{measure: "loss" | "share" | "accuracy", labelWidth: number, isNear?: boolean}} options `share` is the loss over
 *   the lane's first; `labelWidth` is kept free on the right for the lines' names; `isNear` shows the ends large, and
 *   cuts the starts off
 */
export function raceGeometry({ width, height }, { tracks, steps }, { measure, labelWidth, isNear = false }) {
  const plot = { left: MARGIN.left, top: MARGIN.top, right: width - labelWidth, bottom: height - MARGIN.bottom };
  const yTicks = niceTicks(0, isNear ? nearTopOf(tracks, measure, steps) : topOf(tracks, measure), 4);
  const high = yTicks.at(-1);
  const toX = (step) => plot.left + (step / steps) * (plot.right - plot.left);
  const toY = (value) => plot.bottom - (Math.min(value / high, BEYOND) * (plot.bottom - plot.top));
  const lines = tracks.map((track, lane) => lineOf(track, lane, { measure, high, toX, toY, plot }));
  return {
    plot,
    xTicks: niceTicks(0, steps, width < 480 ? 3 : 6).filter((step) => step <= steps).map((step) => ({ step, x: toX(step) })),
    yTicks: yTicks.map((value) => ({ value, y: toY(value) })),
    lines: spread(lines.filter(Boolean), plot),
  };
}

function topOf(tracks, measure) {
  if (measure === "accuracy") return 1;
  const starts = tracks.filter(({ points }) => points.length > 0).map((track) => valueOf(track, track.points[0], measure));
  return HEADROOM * (starts.length > 0 ? Math.max(...starts) : EXPECTED_START[measure]);
}

/** Over all that the lines do once they have settled; until then, over their starts. */
function nearTopOf(tracks, measure, steps) {
  const settled = tracks.map(({ points }) => points.filter(({ step }) => step >= SETTLED * steps));
  const top = topOf(tracks, measure);
  if (measure === "accuracy" || settled.some((points) => points.length === 0)) return top;
  const values = tracks.flatMap((track, lane) => settled[lane].map((point) => valueOf(track, point, measure)));
  return Math.min(top, HEADROOM * Math.max(...values));
}

function valueOf({ points }, point, measure) {
  return measure === "share" ? point.loss / points[0].loss : point[measure];
}

/** One lane's line, and where it ends; null before its first point. `left` says that it ends above the chart. */
function lineOf(track, lane, { measure, high, toX, toY, plot }) {
  if (track.points.length === 0) return null;
  const places = track.points.map((point) => [toX(point.step), toY(valueOf(track, point, measure))]);
  const ranAway = track.ranAway !== null;
  if (ranAway && measure !== "accuracy") places.push([toX(track.ranAway), toY(BEYOND * high)]);
  const [x, y] = places.at(-1);
  const left = y < plot.top;
  const path = pathOf(places);
  const start = measure === "share" ? track.points[0].loss : 1;
  const seen = measure === "accuracy" ? "" : pathOf(track.points.map((point) => [toX(point.step), toY(point.seen / start)]));
  return { lane, path, seen, end: { x, y: Math.max(y, plot.top) }, left, ranAway };
}

const pathOf = (places) => places.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)},${round(y)}`).join("");

/** The lines' names, moved apart where lines end close together, in the order in which they end. */
function spread(lines, plot) {
  const sorted = [...lines].sort((one, other) => one.end.y - other.end.y || one.lane - other.lane);
  const places = sorted.map(({ end }) => end.y);
  for (let index = 1; index < places.length; index++) places[index] = Math.max(places[index], places[index - 1] + LINE_HEIGHT);
  for (let index = places.length - 1, floor = plot.bottom; index >= 0; index--, floor -= LINE_HEIGHT) {
    places[index] = Math.min(places[index], floor);
  }
  return sorted.map((line, index) => ({ ...line, labelY: places[index] })).sort((one, other) => one.lane - other.lane);
}

const round = (value) => Math.round(value * 10) / 10;
