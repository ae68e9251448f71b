/** Many small drawings: the colours are worked out once for all of them. */

import { sequentialColor } from "../common/color-scales.js";
import { palette } from "../common/theme-colors.js";

const SIDE = 28;

/** @returns {(canvas: HTMLCanvasElement, picture: string) => void} paints 784 bytes in base64, 255 = full ink */
export function tilePainter() {
  const scales = palette();
  const colors = new Uint32Array(
    new Uint8ClampedArray(
      Array.from({ length: 256 }, (_, ink) => [...sequentialColor(scales, ink / 255), 255]).flat(),
    ).buffer,
  );
  return (canvas, picture) => {
    const bytes = atob(picture);
    const image = new ImageData(SIDE, SIDE);
    const pixels = new Uint32Array(image.data.buffer);
    for (let place = 0; place < pixels.length; place += 1) pixels[place] = colors[bytes.charCodeAt(place)];
    canvas.getContext("2d").putImageData(image, 0, 0);
  };
}

/**
 * A row of small drawings with a word under each.
 * @param {HTMLElement} list @param {{picture: string}[]} drawings
 * @param {(drawing: any) => string} captionOf what is said of it; also its text alternative
 */
export function showTiles(list, drawings, captionOf) {
  const paint = tilePainter();
  list.replaceChildren(
    ...drawings.map((drawing) => {
      const item = document.createElement("li");
      const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
      const caption = Object.assign(document.createElement("span"), { textContent: captionOf(drawing) });
      canvas.setAttribute("aria-hidden", "true");
      paint(canvas, drawing.picture);
      item.append(canvas, caption);
      return item;
    }),
  );
}
