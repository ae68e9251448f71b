/** A race's geometry as SVG elements. */

import { draw, label } from "../../charts/chart-drawing.js";

/**
 * @param {SVGSVGElement} svg @param {{width: number, height: number}} size
 * @param {ReturnType<typeof import("./race-geometry.js").raceGeometry>} geometry
 * @param {{tick: (value: number) => string, names: string[]}} options how y values are written; what each lane is called
 */
export function drawRace(svg, { width, height }, { plot, xTicks, yTicks, lines }, { tick, names }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const grid = yTicks.map(({ y }) => draw("line", "grid", { x1: plot.left, x2: plot.right, y1: y, y2: y }));
  const yLabels = yTicks.map(({ value, y }) => label("y", plot.left - 8, y + 4, tick(value)));
  const xLabels = xTicks.map(({ step, x }) => label("x", x, plot.bottom + 18, step));
  // An inner svg cuts off whatever climbs out of the chart.
  const room = { x: 0, y: plot.top - 2, width: plot.right + 5, height: plot.bottom - plot.top + 4 };
  const window = draw("svg", "window", { ...room, viewBox: `${room.x} ${room.y} ${room.width} ${room.height}` });
  window.append(...lines.map(({ lane, seen }) => draw("path", `seen lane-${lane + 1}`, { d: seen })));
  window.append(...lines.map(({ lane, path }) => draw("path", `line lane-${lane + 1}`, { d: path })));
  const ends = lines.filter(({ left, ranAway }) => !left && !ranAway);
  const dots = ends.map(({ lane, end }) => draw("circle", `dot lane-${lane + 1}`, { cx: end.x, cy: end.y, r: 3.5 }));
  const titles = lines.map(({ lane, labelY, left }) => {
    const text = label(`name lane-${lane + 1}`, plot.right + 10, labelY + 4, names[lane]);
    if (left) text.textContent += " ↑";
    return text;
  });
  svg.replaceChildren(...grid, ...yLabels, ...xLabels, window, ...dots, ...titles);
}
