/** What the network read, in a few signs or a sentence. */

import { formatConfidence } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { isMisread, rowOf } from "./room-state.js";

/** "8", "3 → 8" for a three that was read as an 8, "–" for what is no digit. */
export function shortReading(drawing) {
  const read = rowOf(drawing) ?? "–";
  return isMisread(drawing) ? `${drawing.meant} → ${read}` : String(read);
}

/** A sentence. @param {import("./room-api.js").RoomDrawing} drawing */
export function readingText(drawing) {
  const { verdict, label, meant } = drawing;
  const values = { label, meant, percent: formatConfidence(drawing.confidence) };
  if (rowOf(drawing) === null) return t(`room.read.${verdict}`, values);
  if (isMisread(drawing)) return t("room.read.misread", values);
  return t(verdict === "unsure" ? "room.read.unsure" : "room.read.digit", values);
}
