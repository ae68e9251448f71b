/** Where this server's addresses begin: at the root of its host, or under the path that it was given (INKLING_ROOT_PATH). */

const ROOT = globalThis.document?.documentElement?.dataset?.root ?? "";

/** @param {string} path "/learn" @returns {string} "/inkling/learn" */
export const at = (path) => ROOT + path;
