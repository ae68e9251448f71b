/**
 * A pen for the time before the modules are here, on a slow network: what is drawn is shown as plain lines, and kept.
 *
 *   earlyInk.take((strokes) => ...);   // all strokes, once the pen is up; from then on it hears nothing
 *
 * No module, so that it runs at once. Any drawing-pad on the page takes its strokes over.
 */
{
  const NIB = 0.039; // of the sheet's side, as the pad's own pen at its first weight
  const WEIGHT = 0.5;
  const strokes = [];
  let pen = null; // {id, sheet, stroke}, while it is down
  let taker = null;

  const listeners = {
    pointerdown({ target, pointerId, isPrimary, button, clientX, clientY }) {
      const sheet = target.closest?.(".drawing-pad .sheet");
      if (!sheet || !isPrimary || button !== 0) return;
      pen = { id: pointerId, sheet, stroke: [] };
      strokes.push(pen.stroke);
      sheet.classList.add("used");
      extend(clientX, clientY);
    },
    pointermove({ pointerId, clientX, clientY }) {
      if (pointerId === pen?.id) extend(clientX, clientY);
    },
    pointerup: finish,
    pointercancel: finish,
  };
  for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener, true);

  function extend(clientX, clientY) {
    const { left, top, width, height } = pen.sheet.getBoundingClientRect();
    const onSheet = (value) => Math.min(1, Math.max(0, value));
    pen.stroke.push([onSheet((clientX - left) / width), onSheet((clientY - top) / height), WEIGHT]);
    paint(pen.sheet, pen.stroke.slice(-2));
  }

  /** A line from the point before to the last one; a dot for the first. */
  function paint(sheet, [from, to = from]) {
    const canvas = sheet.querySelector("canvas");
    const side = Math.round(sheet.clientWidth * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext("2d");
    context.strokeStyle = getComputedStyle(sheet).color;
    context.lineCap = "round";
    context.lineWidth = side * NIB;
    context.beginPath();
    context.moveTo(from[0] * side, from[1] * side);
    context.lineTo(to[0] * side, to[1] * side);
    context.stroke();
  }

  function finish({ pointerId }) {
    if (pointerId !== pen?.id) return;
    pen = null;
    if (taker) giveTo(taker);
  }

  function giveTo(taker) {
    for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener, true);
    taker(strokes.splice(0));
  }

  window.earlyInk = {
    take(callback) {
      if (pen) taker = callback;
      else giveTo(callback);
    },
  };
}
