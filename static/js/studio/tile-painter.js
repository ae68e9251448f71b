/** Many small pictures at once: the colours are worked out once for all of them. */

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
