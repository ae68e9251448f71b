/**
 * A drawing as a short text that can stand in an address; no DOM.
 *
 *   strokes   "s" + base64url of each stroke: its number of points, then x, y and weight of each, 16 bits apiece
 *   pixels    "p" + base64url of 784 bytes: MNIST's own numbers, which are whole 255ths of full ink
 *
 * 16 bits are finer than any screen: one 65,536th of the sheet.
 */

import { BLANK } from "./strokes.js";

const PIXELS = 28 * 28;
const FULL = 65535;
const MOST_POINTS = 5000; // 40 kB in an address

/** @param {import("./strokes.js").Drawing} drawing @returns {string} empty for a blank one, and for one of too many points */
export function encodeDrawing({ strokes, pixels }, mostPoints = MOST_POINTS) {
  if (pixels) return `p${toBase64(Uint8Array.from(pixels, (ink) => Math.round(ink * 255)))}`;
  if (strokes.length === 0 || strokes.flat().length > mostPoints) return "";
  const numbers = strokes.flatMap((stroke) => [stroke.length, ...stroke.flat().map((part) => Math.round(part * FULL))]);
  const view = new DataView(new ArrayBuffer(numbers.length * 2));
  numbers.forEach((number, place) => view.setUint16(place * 2, number));
  return `s${toBase64(new Uint8Array(view.buffer))}`;
}

/** The drawing of a code; a blank one if it can't be read. @returns {import("./strokes.js").Drawing} */
export function decodeDrawing(code) {
  const bytes = fromBase64(code.slice(1));
  if (bytes === null) return BLANK;
  if (code[0] === "p") {
    const pixels = Array.from(bytes, (byte) => Number((byte / 255).toFixed(4)));
    return pixels.length === PIXELS ? { strokes: [], pixels } : BLANK;
  }
  const strokes = code[0] === "s" && bytes.length % 2 === 0 ? readStrokes(new DataView(bytes.buffer)) : null;
  return strokes ? { strokes, pixels: null } : BLANK;
}

/** The strokes, or null when the numbers don't add up. */
function readStrokes(view) {
  const strokes = [];
  let place = 0;
  while (place < view.byteLength) {
    const points = view.getUint16(place);
    place += 2;
    if (points === 0 || place + points * 6 > view.byteLength) return null;
    const stroke = Array.from({ length: points }, (_, index) =>
      [0, 2, 4].map((offset) => view.getUint16(place + index * 6 + offset) / FULL),
    );
    strokes.push(stroke);
    place += points * 6;
  }
  return strokes.length > 0 ? strokes : null;
}

function toBase64(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
