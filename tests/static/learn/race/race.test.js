import assert from "node:assert/strict";
import test from "node:test";

import { eventsIn } from "../../../../static/js/common/event-stream.js";
import { MARGIN, raceGeometry } from "../../../../static/js/learn/race/race-geometry.js";
import { differing, isAboutDropout, laneCode, MOST_LANES, PRESETS, presetOf, withLane, withoutLane, withSetting } from "../../../../static/js/learn/race/race-lanes.js";
import { hasMixedLosses, heard, isBusy, recordOf, remarkOf } from "../../../../static/js/learn/race/race-record.js";

// A plot of exactly 100 x 100 pixels, from (52, 12) to (152, 112), and 50 for the names.
const SIZE = { width: MARGIN.left + 100 + 50, height: MARGIN.top + 100 + MARGIN.bottom };
const OPTIONS = { measure: "loss", labelWidth: 50 };

async function* pieces(...texts) {
  yield* texts;
}

async function collect(events) {
  const all = [];
  for await (const event of events) all.push(event);
  return all;
}

const progress = (lane, step, loss, accuracy = 0.5) => ({ lane, step, loss, accuracy, ran_away: false, training_loss: loss });
const raced = (lanes, ...reports) =>
  reports.reduce((record, report) => heard(record, "progress", report), heard(recordOf(lanes), "started", { steps: 100 }));

test("events are read however the text is cut, and comments are skipped", async () => {
  const text = 'id: 7\nevent: waiting\ndata: {"place": 2}\n\n: ping\n\nevent: started\r\ndata: {"steps": 5}\r\n\r\n';
  const expected = [{ id: "7", name: "waiting", data: { place: 2 } }, { id: null, name: "started", data: { steps: 5 } }];
  for (const size of [1, 7, text.length]) {
    const cut = text.match(new RegExp(`[^]{1,${size}}`, "g"));
    assert.deepEqual(await collect(eventsIn(pieces(...cut))), expected);
  }
});

test("an event that was cut off is none", async () => {
  assert.deepEqual(await collect(eventsIn(pieces('data: {"a": 1}'))), []);
});

test("each chapter's lanes differ in what it asks about, and in nothing else", () => {
  for (const [chapter, name] of [[5, "activation"], [8, "learning_rate"], [9, "learning_rate"], [11, "dropout_rate"]]) {
    assert.equal(presetOf(chapter), name);
    assert.deepEqual(differing(PRESETS[name]), [name]);
  }
  assert.equal(presetOf(7), undefined);
});

test("a lane is written as the server reads it", () => {
  assert.equal(laneCode(PRESETS.activation[0]), "sigmoid,cross_entropy,0.1,0");
});

test("lanes are added up to four and taken away down to one, and a setting changes one of them", () => {
  const four = withLane(PRESETS.activation);
  assert.equal(four.length, MOST_LANES);
  assert.deepEqual(four[3], four[2]);
  assert.equal(withLane(four), four);
  assert.deepEqual(withoutLane(four, 0), four.slice(1));
  assert.deepEqual(withoutLane([four[0]], 0), [four[0]]);
  assert.deepEqual(differing(withSetting([four[0], four[0]], 1, "loss", "absolute_error")), ["loss"]);
});

test("a record follows the events from the queue to the results", () => {
  let record = recordOf(PRESETS.dropout_rate, "starting");
  assert.ok(isBusy(record));
  record = heard(record, "waiting", { place: 3, seconds: 12 });
  assert.deepEqual([record.phase, record.place], ["waiting", 3]);
  record = heard(record, "started", { steps: 50, lanes: [] });
  record = heard(record, "progress", progress(1, 0, 2.3, 0.1));
  record = heard(record, "progress", { lane: 1, step: 25, loss: null, accuracy: null, ran_away: true });
  assert.deepEqual(record.tracks[1], { points: [{ step: 0, loss: 2.3, accuracy: 0.1, seen: 2.3 }], ranAway: 25 });
  assert.deepEqual(record.tracks[0].points, []);
  record = heard(record, "finished", { results: [1, 2, 3], seconds: 1.5 });
  assert.deepEqual([record.phase, record.results.length, isBusy(record)], ["finished", 3, false]);
  assert.equal(heard(record, "unheard of", {}), record);
});

test("a remark says that a lane ran away, guesses, or learned by heart", () => {
  const result = { ran_away: false, accuracy: 0.93, training_accuracy: 0.97 };
  assert.equal(remarkOf(result), null);
  assert.equal(remarkOf({ ...result, training_accuracy: 1 }), "by_heart");
  assert.equal(remarkOf({ ...result, accuracy: 0.11 }), "guessing");
  assert.equal(remarkOf({ ran_away: true, accuracy: null, training_accuracy: null }), "ran_away");
});

test("only lanes with the same loss are compared by it", () => {
  assert.equal(hasMixedLosses(recordOf(PRESETS.activation)), false);
  assert.equal(hasMixedLosses(recordOf(PRESETS.loss)), true);
});

test("a line runs from the first step on the left to the last on the right", () => {
  const { lines, yTicks } = raceGeometry(SIZE, raced(PRESETS.activation, progress(0, 0, 2), progress(0, 100, 0)), OPTIONS);
  // The start is 2, so the axis ends a little above.
  const high = yTicks.at(-1).value;
  assert.ok(high >= 2.4 && high <= 3);
  assert.equal(lines[0].path, `M52,${Math.round((112 - (2 / high) * 100) * 10) / 10}L152,112`);
  assert.deepEqual([lines.length, lines[0].lane], [1, 0]);
});

test("the loss on what is learned is a second line, and where the ends are shown large, both fit", () => {
  const report = (lane, step, loss, seen) => ({ ...progress(lane, step, loss), training_loss: seen });
  const lanes = PRESETS.dropout_rate.slice(0, 2);
  const starts = [report(0, 0, 2.4, 2.4), report(1, 0, 2.4, 2.4)];
  const ends = [report(0, 20, 0.3, 0.1), report(1, 20, 0.5, 0.4), report(0, 100, 0.4, 0)];
  assert.ok(isAboutDropout(lanes) && !isAboutDropout(PRESETS.activation));
  const far = raceGeometry(SIZE, raced(lanes, ...starts, ...ends), OPTIONS);
  const near = raceGeometry(SIZE, raced(lanes, ...starts, ...ends), { ...OPTIONS, isNear: true });
  assert.ok(far.yTicks.at(-1).value >= 2.4);
  assert.ok(near.yTicks.at(-1).value >= 0.5 && near.yTicks.at(-1).value <= 0.8);
  assert.ok(near.lines[0].seen.endsWith("L152,112")); // a loss of 0, on the floor
  assert.ok(near.lines[0].end.y < 112 && !near.lines[0].left);
  const early = raceGeometry(SIZE, raced(lanes, ...starts, ends[0]), { ...OPTIONS, isNear: true });
  assert.ok(early.yTicks.at(-1).value >= 2.4); // one of them has not settled yet
});

test("as a share of its start every line begins at 100 %", () => {
  const record = raced(PRESETS.loss, progress(0, 0, 2.4), progress(1, 0, 0.09), progress(2, 0, 0.18));
  const { lines } = raceGeometry(SIZE, record, { ...OPTIONS, measure: "share" });
  assert.equal(new Set(lines.map(({ end }) => end.y)).size, 1);
});

test("a line that climbs out of the chart, or runs away, ends at its top", () => {
  const away = { lane: 1, step: 25, loss: null, accuracy: null, ran_away: true };
  const record = raced(PRESETS.activation, progress(0, 0, 2), progress(0, 25, 80), progress(1, 0, 2), away);
  for (const line of raceGeometry(SIZE, record, OPTIONS).lines) {
    assert.ok(line.left);
    assert.equal(line.end.y, 12);
  }
});

test("names stand apart where lines end together, and inside the chart", () => {
  const four = withLane(PRESETS.activation);
  for (const loss of [0.001, 1, 2]) {
    const reports = four.flatMap((_, lane) => [progress(lane, 0, 2), progress(lane, 100, loss)]);
    const places = raceGeometry(SIZE, raced(four, ...reports), OPTIONS).lines.map(({ labelY }) => labelY);
    for (let lane = 1; lane < 4; lane++) assert.ok(places[lane] - places[lane - 1] >= 16, `${loss}: ${places}`);
    assert.ok(places[0] >= 12 && places[3] <= 112, `${loss}: ${places}`);
  }
});
