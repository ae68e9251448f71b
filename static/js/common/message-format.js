/**
 * Looking up and filling in messages; no DOM.
 *
 * @typedef {Object<string, string>} Catalogue  key -> text with {placeholders}, in one language
 */

/**
 * The text of `key`, or undefined if the catalogue doesn't know it.
 * @param {Catalogue} catalogue
 */
export function messageIn(catalogue, key, values = {}) {
  const text = catalogue[key];
  return text === undefined ? undefined : fillIn(text, values);
}

/** "{label}, {percent} sure" with {label: 7, percent: "99 %"} -> "7, 99 % sure". */
export function fillIn(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? String(values[name]) : placeholder));
}
