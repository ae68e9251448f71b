/**
 * Undo and redo over values that never change; no DOM.
 *
 * @template Value
 * @typedef {{past: Value[], present: Value, future: Value[]}} History
 */

const LONGEST_PAST = 200;

/** @template Value @param {Value} present @param {Value[]} [past] oldest first @returns {History<Value>} */
export const createHistory = (present, past = []) => ({ past: past.slice(-LONGEST_PAST), present, future: [] });

/** A new present; what was undone before is gone. */
export const record = ({ past, present }, next) => ({
  past: [...past, present].slice(-LONGEST_PAST),
  present: next,
  future: [],
});

export const canUndo = (history) => history.past.length > 0;
export const canRedo = (history) => history.future.length > 0;

export function undo(history) {
  if (!canUndo(history)) return history;
  const { past, present, future } = history;
  return { past: past.slice(0, -1), present: past.at(-1), future: [present, ...future] };
}

export function redo(history) {
  if (!canRedo(history)) return history;
  const { past, present, future } = history;
  return { past: [...past, present], present: future[0], future: future.slice(1) };
}
