import assert from "node:assert/strict";
import test from "node:test";

import { textOf } from "../../../static/js/common/event-stream.js";

const bodyOf = (...pieces) =>
  new ReadableStream({ start: (line) => pieces.forEach((piece) => line.enqueue(new TextEncoder().encode(piece))) });

test("a connection that has fallen silent is taken for lost", async () => {
  const heard = [];
  await assert.rejects(async () => {
    for await (const text of textOf(bodyOf("data: 1\n\n"), 20)) heard.push(text);
  }, /Nothing came/);
  assert.deepEqual(heard, ["data: 1\n\n"]);
});
