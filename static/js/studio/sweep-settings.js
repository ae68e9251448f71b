/**
 * From what is typed in the form of a search to what is posted; it touches no document.
 *
 * @typedef {{name: string, values: string}} Try  a setting and the values to try, as typed
 */

/** Lists of units hold commas themselves, so only there a semicolon parts one value from the next. */
const SEPARATORS = { hidden_sizes: /\s*[;；]\s*/ };
const ANYWHERE = /[,，;；、\s]+/;
const LIMITS = { epochs: 10000, random: 1000, halving: 10, committee: 10 };

/**
 * The request, and what is wrong with it.
 * @param {Try[]} tries
 * @param {Object<string, string>} limits epochs, random (may be empty), halving, committee
 * @returns {{request: Object<string, unknown>, problem: {key: string, values: Object<string, unknown>, place?: number, name?: string} | null}}
 */
export function readSweep(tries, limits) {
  const request = { try: {}, settings: {} };
  for (const [place, { name, values }] of tries.entries()) {
    if (name in request.try) return { request, problem: { key: "sweep.twice", values: {}, place } };
    request.try[name] = valuesIn(name, values);
    if (request.try[name].length === 0) return { request, problem: { key: "sweep.no_values", values: {}, place } };
  }
  if (tries.length === 0) return { request, problem: { key: "sweep.nothing", values: {} } };
  for (const [name, text] of Object.entries(limits)) {
    if (name === "random" && text.trim() === "") continue;
    const number = Number(text);
    if (text.trim() === "" || !Number.isInteger(number) || number < 1 || number > LIMITS[name]) {
      return { request, problem: { key: "sweep.limit", values: { limit: LIMITS[name] }, name } };
    }
    if (name === "epochs") request.settings.epochs = number;
    else request[name] = number;
  }
  return { request, problem: null };
}

/** "0.001, 0.002" -> ["0.001", "0.002"]; for layers "512, 256; 128" -> ["512,256", "128"]. */
export function valuesIn(name, text) {
  const values = text.trim().split(SEPARATORS[name] ?? ANYWHERE);
  return values.map((value) => value.replace(/[，\s]*[,，\s][，\s]*/g, ",").replace(/,+/g, ",")).filter(Boolean);
}
