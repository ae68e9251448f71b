/**
 * A pupil's desk: who one is, what is asked, the sheet, and what the network read of what was sent.
 *
 *   mountPupilDesk(document.querySelector(".pupil-desk"));
 *
 * Hears `room` (detail: {pupil, room, own}: a Pupil, a Room or null while nothing is known of it, and the RoomDrawings
 * that one has sent), `sent` and `failure` (detail: an ApiError, or null when it is tried again); hears its sheet's `draw`
 * and empties it; tells `send` (detail: {strokes, meant}) and `leave`.
 *
 * ARIA: the question and what the network read are statuses; the digit that is meant is a group of radio buttons.
 */

import { formatTime } from "../common/formatting.js";
import { errorText, hasMessage, language, t } from "../common/messages.js";
import { BLANK, isBlank, toRequest } from "../drawing/strokes.js";
import { drawnIn, nextDigit, resultOf } from "./digit-round.js";
import { showPupil } from "./pupil-name.js";
import { readingText, shortReading } from "./reading.js";
import { isMisread } from "./room-state.js";
import { tilePath } from "./tile-path.js";

const MOST_SHOWN = 20;

export function mountPupilDesk(element) {
  const part = (selector) => element.querySelector(selector);
  const pad = part(".drawing-pad");
  const blueprint = part("template").content.firstElementChild;
  let state = { pupil: null, room: null, own: [], drawing: BLANK, settled: true, sending: false, problem: null, meant: null };

  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  const show = (change) => {
    state = { ...state, ...change };
    update();
  };
  element.addEventListener("room", ({ detail }) => show(detail));
  element.addEventListener("draw", ({ detail: { drawing, settled } }) => {
    if (settled) show({ drawing, settled, problem: null });
  });
  element.addEventListener("sent", () => {
    show({ sending: false, problem: null });
    pad.dispatchEvent(new CustomEvent("drawing", { detail: BLANK }));
  });
  element.addEventListener("failure", ({ detail: error }) => show({ sending: error === null, problem: error }));
  part(".send").addEventListener("click", () => {
    show({ sending: true, problem: null });
    tell("send", { ...toRequest(state.drawing), meant: askedDigit(state) });
  });
  part(".meant").addEventListener("change", ({ target }) => show({ meant: Number(target.value) }));
  part(".leave").addEventListener("click", () => tell("leave"));
  document.addEventListener("language", update);

  function update() {
    const { pupil, room, own, sending } = state;
    element.hidden = pupil === null;
    if (!pupil) return;
    showPupil(part(".pupil-name"), pupil);
    setText(part(".question"), questionOf(state));
    part(".meant").hidden = room?.task !== "fool";
    updateRound(room, own);
    part(".send").disabled = !canSend(state);
    part(".send").textContent = t(sending ? "room.sending" : "room.send");
    pad.inert = sending;
    setText(part(".sending .told"), toldOf(state));
    part(".until").textContent = room ? t("room.kept.at", { time: formatTime(room.closes_at, language()) }) : t("room.kept.until");
    const isOurs = room !== null && room.challenger !== null && room.model_version === room.challenger;
    setText(part(".answerer"), isOurs ? t("room.answerer") : "");
    updateAnswers(own);
  }

  function updateRound(room, own) {
    part(".round").hidden = room?.task !== "digits";
    if (room?.task !== "digits") return;
    const drawn = drawnIn(room.round, own);
    const next = nextDigit(room.round, own);
    [...part(".round").children].forEach((item, digit) => {
      item.className = digit === next ? "next" : !drawn.has(digit) ? "" : isMisread(drawn.get(digit)) ? "wrong" : "right";
      item.toggleAttribute("aria-current", digit === next);
    });
  }

  function updateAnswers(own) {
    const newest = own.at(-1);
    part(".answered .empty").hidden = newest !== undefined;
    part(".newest").hidden = newest === undefined;
    const rounds = [...new Set(own.filter(({ task }) => task === "digits").map(({ round }) => round))].sort((one, other) => one - other);
    part(".results").textContent = rounds.map((round) => t("room.result", { round, ...resultOf(round, own) })).join(" ");
    part(".own").replaceChildren(...own.slice(-MOST_SHOWN - 1, -1).reverse().map(itemOf));
    if (!newest) return;
    part(".newest").classList.toggle("wrong", isMisread(newest));
    part(".newest path").setAttribute("d", tilePath(newest.strokes));
    part(".newest .digit").textContent = shortReading({ ...newest, meant: null });
    setText(part(".newest .reading"), newest.hidden ? t("room.hidden") : readingText(newest));
  }

  function itemOf(drawing) {
    const item = blueprint.cloneNode(true);
    item.classList.toggle("wrong", isMisread(drawing));
    item.querySelector("path").setAttribute("d", tilePath(drawing.strokes));
    item.querySelector(".read").textContent = shortReading(drawing);
    return item;
  }
  update();
}

/** The digit that goes along with a drawing, or null. */
function askedDigit({ room, own, meant }) {
  if (room.task === "digits") return nextDigit(room.round, own);
  return room.task === "fool" ? meant : null;
}

function canSend(state) {
  const { room, drawing, sending } = state;
  if (!room || room.frozen || sending || isBlank(drawing)) return false;
  return room.task === "free" || askedDigit(state) !== null;
}

function questionOf({ room, own }) {
  if (!room) return t("room.task.waiting");
  if (room.task !== "digits") return t(`room.task.${room.task}`);
  const digit = nextDigit(room.round, own);
  return digit === null ? t("room.task.done", { round: room.round }) : t("room.task.digits", { digit });
}

function toldOf({ room, problem, drawing, meant }) {
  const key = `room.error.${problem?.code}`;
  if (problem) return hasMessage(key) ? t(key) : errorText(problem);
  if (room?.frozen) return t("room.error.frozen");
  return room?.task === "fool" && meant === null && !isBlank(drawing) ? t("room.fool.first") : "";
}

/** A live region that is written again is read again, so only news is written. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
