/**
 * Which pointer may draw; no DOM. One at a time, the newest, and a palm beside a pen never.
 *
 *   const guard = createPointerGuard(isHeld);
 *   guard.press({id, type, primary, button}, now) -> "draw" | "replace" | "ignore"
 *
 * "replace" means: a pen has come down while a touch was drawing, so that touch was the palm; drop its stroke. "draw"
 * while another pointer draws means that the end of that one's stroke was lost, or that it gives way.
 *
 * @param {(id: number) => boolean} isHeld whether the browser still holds this pointer to the sheet
 */

const PALM_MS = 1000; // a palm often lands or stays a moment after the pen is lifted

export function createPointerGuard(isHeld = () => true) {
  let active = null;
  let penSeenAt = -Infinity;

  const penIsNear = (now) => now - penSeenAt < PALM_MS || (active?.type === "pen" && isHeld(active.id));

  return {
    press(pointer, now) {
      if (pointer.type === "pen") penSeenAt = now;
      if (!pointer.primary || pointer.button !== 0) return "ignore";
      if (pointer.type === "touch" && penIsNear(now)) return "ignore";
      const palm = active?.type === "touch" && pointer.type === "pen";
      active = pointer;
      return palm ? "replace" : "draw";
    },

    /** Whether this pointer is the one that draws. A hovering pen counts as seen too. */
    isActive(pointer, now) {
      if (pointer.type === "pen") penSeenAt = now;
      return active?.id === pointer.id;
    },

    /** Whether a pointer draws whose end was lost: the browser knows nothing of it any more. */
    isLost: () => active !== null && !isHeld(active.id),

    /** Whether any pointer drew; none does from now on. */
    release() {
      const drew = active !== null;
      active = null;
      return drew;
    },
  };
}
