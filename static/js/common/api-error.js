/** What can come of a request but an answer; no DOM. */

const PASSING = [429, 502, 503, 504];

/** A request that didn't succeed; `code` is the server's, or "network" when no answer came. */
export class ApiError extends Error {
  /** @param {string} code @param {string} detail @param {number} status */
  constructor(code, detail, status = 0) {
    super(detail);
    this.code = code;
    this.detail = detail;
    this.status = status;
  }
}

/** Whether the same question may get an answer a little later. @param {{code?: string, status?: number}} error */
export const mayPass = ({ code, status }) => code === "network" || PASSING.includes(status);
