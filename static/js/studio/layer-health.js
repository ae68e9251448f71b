/**
 * How each layer does while the network learns: the length of its gradient, and the share of its units that are dead.
 *
 *   mountLayerHealth(document.querySelector(".layer-health"));
 *
 * Hears `training` (detail: a TrainingStatus) and `curve` (detail: a TrainingCurve or null).
 *
 * ARIA: a list of layers; the newest numbers are text, the small curves beside them are hidden.
 */

import { formatLoss, formatPercent } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { layerPaths, layerShapes } from "./layer-geometry.js";

export function mountLayerHealth(element) {
  const list = element.querySelector("ol");
  const blueprint = element.querySelector("template");
  let hidden = [];
  let curve = null;

  element.addEventListener("training", ({ detail }) => (hidden = detail.hyperparameters.hidden_sizes ?? []));
  element.addEventListener("curve", ({ detail }) => {
    curve = detail;
    update();
  });
  document.addEventListener("language", update);

  function update() {
    const steps = curve?.look_step ?? [];
    element.hidden = steps.length === 0;
    if (element.hidden) return;
    const shapes = layerShapes(hidden);
    const norms = layerPaths(steps, curve.gradient_norms, { logarithmic: true });
    // A tenth is many: a few units that die shall not look like a catastrophe.
    const shares = layerPaths(steps, curve.dead_shares, { top: 0.1 });
    while (list.children.length > norms.length) list.lastElementChild.remove();
    while (list.children.length < norms.length) list.append(blueprint.content.cloneNode(true));
    norms.forEach((path, layer) => fillRow(list.children[layer], layer, shapes[layer] ?? "", path, shares[layer]));
  }

  function fillRow(row, layer, shape, norms, shares) {
    const part = (selector) => row.querySelector(selector);
    part(".name").textContent = t("layers.name", { layer: layer + 1 });
    part(".shape").textContent = shape;
    part(".gradient path").setAttribute("d", norms);
    part(".gradient .value").textContent = formatLoss(curve.gradient_norms[layer].at(-1) ?? NaN);
    const dead = curve.dead_shares[layer].at(-1);
    part(".dead").classList.toggle("none", dead === null);
    part(".dead path").setAttribute("d", shares);
    part(".dead .value").textContent = dead === null ? "–" : formatPercent(dead);
  }
  update();
}
