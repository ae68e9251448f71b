/**
 * Which pointer may draw; no DOM. One at a time, and a palm beside a pen never.
 *
 *   const guard = createPointerGuard();
 *   guard.press({id, type, primary, button}, now) -> "draw" | "replace" | "ignore"
 *
 * "replace" means: a pen has come down while a touch was drawing, so that touch was the palm; drop its stroke.
 */

const PALM_MS = 1000; // a palm often lands or stays a moment after the pen is lifted

export function createPointerGuard() {
  let active = null;
  let penSeenAt = -Infinity;

  return {
    press(pointer, now) {
      if (pointer.type === "pen") penSeenAt = now;
      if (!pointer.primary || pointer.button !== 0) return "ignore";
      if (pointer.type === "touch" && now - penSeenAt < PALM_MS) return "ignore";
      const palm = active?.type === "touch" && pointer.type === "pen";
      if (active && !palm) return "ignore";
      active = pointer;
      return palm ? "replace" : "draw";
    },

    /** Whether this pointer is the one that draws. A hovering pen counts as seen too. */
    isActive(pointer, now) {
      if (pointer.type === "pen") penSeenAt = now;
      return active?.id === pointer.id;
    },

    release(pointer) {
      if (active?.id === pointer.id) active = null;
    },
  };
}
