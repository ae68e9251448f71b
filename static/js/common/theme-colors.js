/**
 * The colours of the present theme, read once: asking the browser for them in every frame makes it compute all styles
 * again.
 *
 *   color("--ink")    "#18243d"
 *   palette()         see color-scales.js
 */

import { readPalette } from "./color-scales.js";

let known = new Map();
let scales = null;

// Registered before any component's own listener, since they import this module.
document.addEventListener("theme", () => {
  known = new Map();
  scales = null;
});

const style = () => getComputedStyle(document.documentElement);

/** @param {string} name of a custom property in tokens.css */
export function color(name) {
  if (!known.has(name)) known.set(name, style().getPropertyValue(name).trim());
  return known.get(name);
}

/** @returns {import("./color-scales.js").Palette} */
export const palette = () => (scales ??= readPalette(style()));
