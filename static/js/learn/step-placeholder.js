/** What a panel of the part "step" waits for. */

import { t } from "../common/messages.js";
import { isBlank } from "../drawing/strokes.js";

/** "Draw a digit.", "Say first which digit you meant.", or nothing. @param {import("./state.js").LearnState} state */
export function waitingFor({ drawing, label }) {
  if (isBlank(drawing)) return t("learn.waiting");
  return label === null ? t("label-choice.say") : "";
}
