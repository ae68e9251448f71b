import assert from "node:assert/strict";
import test from "node:test";

import { ApiError } from "../../../static/js/common/api-error.js";
import { fetchFile } from "../../../static/js/common/request.js";

test("a file that is cut off on its way is an error of the network, like one that never began", async () => {
  const answer = { ok: true, blob: async () => { throw new TypeError("network error"); } };
  globalThis.fetch = async () => answer;
  await assert.rejects(fetchFile("/export"), (error) => error instanceof ApiError && error.code === "network");
});
