/** Server-sent events, read from the text of an answer as it comes; no DOM. */

/**
 * @param {AsyncIterable<string>} pieces of text, cut anywhere
 * @returns {AsyncGenerator<{id: string | null, name: string, data: unknown}>} each event once it is complete; comments are
 *   skipped
 */
export async function* eventsIn(pieces) {
  let rest = "";
  for await (const piece of pieces) {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block) {
  const fields = fieldsOf(block);
  if (!fields.data) return null;
  return { id: fields.id?.[0] ?? null, name: fields.event?.[0] ?? "message", data: JSON.parse(fields.data.join("\n")) };
}

/** "event: a\ndata: 1" -> {event: ["a"], data: ["1"]}. */
function fieldsOf(block) {
  const fields = {};
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
    if (name) (fields[name] ??= []).push(value);
  }
  return fields;
}

/**
 * The text of a body as it comes. Rejects once nothing has come for `silence` milliseconds: of a connection that broke
 * somewhere on the way nobody is told.
 * @param {ReadableStream<Uint8Array>} body @param {number} silence
 */
export async function* textOf(body, silence) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const next = () => within(silence, reader.read());
  for (let piece = await next(); !piece.done; piece = await next()) yield piece.value;
}

/** What the promise gives, or a rejection if it takes longer. @template T @param {Promise<T>} promise @returns {Promise<T>} */
export function within(milliseconds, promise) {
  let timer = null;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for ${milliseconds} ms.`)), milliseconds);
  });
  return Promise.race([promise, silence]).finally(() => clearTimeout(timer));
}
