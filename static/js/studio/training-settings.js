/**
 * From what is typed in a form to the hyperparameters that are posted; it touches no document.
 *
 * @typedef {{name: string, kind: "integer" | "number" | "text" | "sizes" | "choice", value: string, initial: string,
 *   minimum?: string, maximum?: string}} Field  as typed; `initial` is the default as it was first shown
 * @typedef {{name: string, key: string, values: Object<string, unknown>}} Problem  a message about one field
 */

/**
 * The hyperparameters that differ from their defaults, and what is wrong with the others.
 * @param {Field[]} fields
 * @returns {{hyperparameters: Object<string, unknown>, problems: Problem[]}}
 */
export function readSettings(fields) {
  const hyperparameters = {};
  const problems = [];
  for (const field of fields) {
    if (field.value.trim() === field.initial.trim()) continue;
    const { value, key, values } = READERS[field.kind](field);
    if (key) problems.push({ name: field.name, key, values });
    else hyperparameters[field.name] = value;
  }
  return { hyperparameters, problems };
}

const READERS = {
  integer: (field) => readNumber(field, Number.isInteger, "training_form.whole"),
  number: (field) => readNumber(field, Number.isFinite, "training_form.number"),
  choice: ({ value }) => ({ value }),
  text: ({ value }) => ({ value: value.trim() }),
  sizes: readSizes,
};

function readNumber({ value: text, initial, minimum, maximum }, isRight, key) {
  // Only a setting that starts empty may be emptied: then it means "all".
  const value = text.trim() === "" ? NaN : Number(text);
  if (!isRight(value)) return { key, values: { example: initial || minimum || 1 } };
  if (minimum !== undefined && value < Number(minimum)) return { key: "training_form.minimum", values: { limit: minimum } };
  if (maximum !== undefined && value > Number(maximum)) return { key: "training_form.maximum", values: { limit: maximum } };
  return { value };
}

/** "256, 128" -> [256, 128]; empty -> [], a network without hidden layers. A Chinese comma is a comma too. */
function readSizes({ value: text }) {
  const parts = text.split(/[,，\s]+/).filter(Boolean);
  const value = parts.map(Number);
  return value.every((size) => Number.isInteger(size) && size > 0) ? { value } : { key: "training_form.sizes", values: {} };
}

/** A form's input as a Field. @param {HTMLInputElement | HTMLSelectElement} input */
export const describeField = (input) => ({
  name: input.name,
  kind: input.dataset.kind,
  value: input.value,
  initial: initialValue(input),
  minimum: input.dataset.minimum,
  maximum: input.dataset.maximum,
});

/** What stands in an input before anybody types. */
export const initialValue = (input) =>
  input.options ? ([...input.options].find((option) => option.defaultSelected)?.value ?? "") : input.defaultValue;
