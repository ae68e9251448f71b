/** A row of small drawings with a word under each. */

import { tilePainter } from "./tile-painter.js";

/**
 * @param {HTMLElement} list @param {{picture: string}[]} drawings
 * @param {(drawing: any) => string} captionOf what is said of it; also its text alternative
 */
export function showTiles(list, drawings, captionOf) {
  const paint = tilePainter();
  list.replaceChildren(
    ...drawings.map((drawing) => {
      const item = document.createElement("li");
      const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
      const caption = Object.assign(document.createElement("span"), { textContent: captionOf(drawing) });
      canvas.setAttribute("aria-hidden", "true");
      paint(canvas, drawing.picture);
      item.append(canvas, caption);
      return item;
    }),
  );
}
