/** What this browser remembers; where it may not, it holds for this page. */

const here = new Map();

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return here.get(key) ?? null;
  }
}

/** @param {string} key @param {string} text */
export function remember(key, text) {
  here.set(key, text);
  try {
    localStorage.setItem(key, text);
  } catch {
    // It holds for this page, then.
  }
}
