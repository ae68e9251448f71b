/** Numbers with a sign that came as bytes, to spare the line; no DOM. See app/training/weight_images.py. */

/**
 * @param {{most: number, values: string}} picture `values` is base64 of signed bytes, -127 to 127 for -most to most
 * @returns {number[]}
 */
export function unpackSigned({ most, values }) {
  const bytes = Int8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return Array.from(bytes, (byte) => (byte / 127) * most);
}
