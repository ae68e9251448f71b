/**
 * What a one-file page carries within itself. In that file it stands in for api.js (model/export/page.py sees to that),
 * so that what is asked of a server elsewhere is read from the page here.
 */

/** @param {string} id of a data block @returns {any} */
export const embedded = (id) => JSON.parse(document.getElementById(id).textContent);

/** @param {"en" | "zh"} language */
export const fetchMessages = async (language) =>
  Object.fromEntries(Object.entries(embedded("messages")).map(([key, texts]) => [key, texts[language]]));
