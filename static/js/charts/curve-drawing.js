/** An activation's curve as SVG: zones, axes, the curve, a dot for each unit, and what marks the chosen one. */

import { draw, label } from "./chart-drawing.js";

const WORD_WIDTH = 76; // of a zone that has room for its word, which stands where the curve is not

/**
 * @param {SVGSVGElement} svg @param {{width: number, height: number}} size
 * @param {ReturnType<typeof import("./curve-geometry.js").curveGeometry>} geometry
 * @param {{chosen: number | null, word?: string, xName?: string, yName?: string}} options what flat zones
 *   and the axes are called
 */
export function drawCurve(svg, { width, height }, geometry, { chosen, word = "", xName = "", yName = "" }) {
  const { plot, axis, zones, path, dots, tangent, xTicks, yTicks } = geometry;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const tall = { y: plot.top, height: plot.bottom - plot.top };
  const words = zones.filter((zone) => zone.width > WORD_WIDTH);
  svg.replaceChildren(
    ...zones.map((zone) => draw("rect", "zone", { ...tall, ...zone })),
    ...words.map((zone) => label("word", zone.x + zone.width / 2, tall.y + tall.height * (zone.x < axis.x ? 0.3 : 0.7), word)),
    draw("line", "axis", { x1: plot.left, x2: plot.right, y1: axis.y, y2: axis.y }),
    draw("line", "axis", { x1: axis.x, x2: axis.x, y1: plot.top, y2: plot.bottom }),
    ...xTicks.map(({ value, x }) => label("tick x", x, plot.bottom + 16, signed(value))),
    ...yTicks.map(({ value, y }) => label("tick y", plot.left - 8, y + 4, signed(value))),
    label("name", (plot.left + plot.right) / 2, plot.bottom + 34, xName),
    label("name y", axis.x - 8, plot.top + 10, yName),
    draw("path", "curve", { d: path }),
    // One path for all dots, since the champion's layers have hundreds.
    draw("path", "dots", { d: dots.map(([x, y]) => `M${x.toFixed(1)},${y.toFixed(1)}h0`).join("") }),
    ...marks(dots[chosen], tangent, axis),
  );
}

function marks(dot, tangent, axis) {
  if (!dot || !tangent) return [];
  const [cx, cy] = dot;
  return [
    draw("path", "lead", { d: `M${cx},${axis.y}V${cy}H${axis.x}` }),
    draw("line", "tangent", tangent),
    draw("circle", "chosen", { cx, cy, r: 5.5 }),
  ];
}

const signed = (value) => String(value).replace("-", "−");
