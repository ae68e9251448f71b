/**
 * The two palettes of tokens.css as functions, so that a picture and the page around it share their colours; no DOM.
 *
 *   const palette = readPalette(getComputedStyle(document.documentElement));
 *   sequentialColor(palette, 0.5)   // magnitudes, 0 = paper to 1 = ink
 *   divergingColor(palette, -0.3)   // signed values, -1 = orange, 0 = paper, 1 = blue
 *
 * @typedef {[red: number, green: number, blue: number]} Color  each 0 to 255
 * @typedef {{sequential: [Color, Color], diverging: [Color, Color, Color]}} Palette
 */

/** @param {{getPropertyValue: (name: string) => string}} style @returns {Palette} */
export function readPalette(style) {
  const read = (name) => parseHex(style.getPropertyValue(name).trim());
  return {
    sequential: [read("--sequential-low"), read("--sequential-high")],
    diverging: [read("--diverging-negative"), read("--diverging-zero"), read("--diverging-positive")],
  };
}

/** "#1a2740" -> [26, 39, 64]. @returns {Color} */
export function parseHex(text) {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw new Error(`A colour must be written as #rrggbb, not "${text}".`);
  return [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16));
}

/** @param {Palette} palette @param {number} share 0 to 1 @returns {Color} */
export const sequentialColor = ({ sequential: [low, high] }, share) => mix(low, high, share);

/** @param {Palette} palette @param {number} value -1 to 1 @returns {Color} */
export const divergingColor = ({ diverging: [negative, zero, positive] }, value) =>
  mix(zero, value < 0 ? negative : positive, Math.abs(value));

function mix(from, to, share) {
  const part = Math.min(1, Math.max(0, share));
  return from.map((start, channel) => Math.round(start + (to[channel] - start) * part));
}
