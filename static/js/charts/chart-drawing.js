/** A chart's geometry as SVG elements. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {SVGSVGElement} svg @param {import("./chart-geometry.js").Size} size
 * @param {ReturnType<typeof import("./chart-geometry.js").chartGeometry>} geometry
 * @param {{epoch: number, tick: (value: number) => string, changes?: number[]}} options the epoch to mark; how y values
 *   are written; where on the axis something was changed
 */
export function drawChart(svg, { width, height }, { plot, toX, xTicks, yTicks, lines }, { epoch, tick, changes = [] }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const grid = yTicks.map(({ y }) => draw("line", "grid", { x1: plot.left, x2: plot.right, y1: y, y2: y }));
  const yLabels = yTicks.map(({ value, y }) => label("y", plot.left - 8, y + 4, tick(value)));
  const xLabels = xTicks.map(({ epoch: value, x }) => label("x", x, plot.bottom + 18, value));
  const upright = (name, place) => draw("line", name, { x1: toX(place), x2: toX(place), y1: plot.top, y2: plot.bottom });
  const paths = lines.map(({ name, path }) => draw("path", `line ${name}`, { d: path }));
  const dots = lines.map(({ name, pointAt }) => dotAt(name, pointAt(epoch)));
  const uprights = [...changes.map((place) => upright("change", place)), upright("marker", epoch)];
  svg.replaceChildren(...grid, ...yLabels, ...xLabels, ...uprights, ...paths, ...dots.filter(Boolean));
}

const dotAt = (name, point) => point && draw("circle", `dot ${name}`, { cx: point[0], cy: point[1], r: 3.5 });

export function label(axis, x, y, text) {
  const element = draw("text", `label ${axis}`, { x, y });
  element.textContent = text;
  return element;
}

export function draw(tag, name, attributes) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute("class", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
