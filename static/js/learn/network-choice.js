/**
 * Which network to look into.
 *
 *   mountNetworkChoice(document.querySelector(".network-choice"));
 *
 * Hears `state` and `explanation`; tells `set` (detail: {network}).
 *
 * ARIA: a group of native radio buttons.
 */

import { formatCount } from "../common/formatting.js";
import { language, t } from "../common/messages.js";

export function mountNetworkChoice(element) {
  const facts = element.querySelector(".facts");
  let network = null;

  element.addEventListener("change", ({ target }) => {
    element.dispatchEvent(new CustomEvent("set", { bubbles: true, detail: { network: target.value } }));
  });
  element.addEventListener("state", ({ detail }) => {
    for (const input of element.querySelectorAll("input")) input.checked = input.value === detail.network;
  });
  element.addEventListener("explanation", ({ detail: { explanation } }) => {
    const before = network?.version;
    network = explanation?.network ?? network;
    if (network?.version !== before) update();
  });
  document.addEventListener("language", update);

  function update() {
    facts.textContent = network
      ? t("network-choice.facts", { sizes: network.sizes.join(" – "), parameters: formatCount(network.parameters, language()) })
      : "";
  }
  update();
}
