/** The wall's keys; no DOM. */

const ACTIONS = {
  ...{ 1: "free", 2: "digits", 3: "fool", n: "round" },
  ...{ p: "pupil", d: "digit", a: "all" },
  ...{ v: "cover", f: "freeze", l: "lock" },
  ...{ h: "hide", x: "remove", k: "keep" },
  ...{ r: "results", t: "training", q: "qr", c: "closing", "?": "help", Escape: "back" },
};

/** What a key asks for, or null. @param {KeyboardEvent} event */
export function actionOf({ key, ctrlKey, metaKey, altKey, repeat }) {
  if (ctrlKey || metaKey || altKey || repeat) return null;
  return ACTIONS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
