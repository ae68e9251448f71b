/**
 * A tile: a drawing, what the network read, and whose it is.
 *
 *   const tile = blueprint.cloneNode(true);
 *   fillTile(tile, { drawing, pupil, count, covered });   // drawing: null for a pupil who has sent none
 *
 * ARIA: it is named by its pupil and its reading; what is covered isn't told either.
 */

import { formatConfidence } from "../common/formatting.js";
import { t } from "../common/messages.js";
import { nameOf } from "./pupil-name.js";
import { readingText, shortReading } from "./reading.js";
import { isMisread } from "./room-state.js";
import { tilePath } from "./tile-path.js";

export function fillTile(tile, { drawing, pupil, count = 0, covered = false }) {
  const part = (name) => tile.querySelector(`.${name}`);
  const who = pupil ? nameOf(pupil) : t("room.gone");
  const isCovered = drawing !== null && (covered || drawing.hidden);
  const open = drawing !== null && !isCovered;
  tile.dataset.color = pupil?.color ?? "";
  tile.classList.toggle("covered", isCovered);
  tile.classList.toggle("hidden-one", drawing?.hidden === true);
  tile.classList.toggle("empty", drawing === null);
  tile.classList.toggle("misread", open && isMisread(drawing));
  tile.classList.toggle("doubtful", open && drawing.verdict !== "digit");
  tile.classList.toggle("accepted", drawing?.accepted === true);
  part("ink").setAttribute("d", open ? tilePath(drawing.strokes) : "");
  part("read").textContent = open ? shortReading(drawing) : "";
  part("sure").textContent = open && drawing.label !== null ? formatConfidence(drawing.confidence).replace(/\.\d/, "") : "";
  part("votes").textContent = open && votesOf(drawing) ? t("room.votes", drawing.votes) : "";
  part("count").textContent = count > 1 ? `×${count}` : "";
  part("who").textContent = who;
  part("animal").textContent = pupil ? t(`room.animal.${pupil.animal}`) : "";
  const told = drawing === null ? t("room.tile.empty") : isCovered ? t("room.tile.covered") : readingText(drawing);
  tile.setAttribute("aria-label", t("room.tile", { who, told }));
}

const votesOf = ({ task, votes }) => task === "fool" && votes.fair + votes.unfair > 0;
