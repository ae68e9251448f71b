// The page `/room`: a pupil joins by the code, draws, and sees what the network reads.
import { at } from "../common/addresses.js";
import { ApiError, mayPass } from "../common/api-error.js";
import { mountHeader } from "../common/header.js";
import { recall, remember } from "../common/memory.js";
import { hasMessage, loadMessages, t } from "../common/messages.js";
import { mountOutage } from "../common/outage.js";
import { createRetry } from "../common/retry.js";
import { mountDrawingPad } from "../drawing/drawing-pad.js";
import { keepDrawing } from "../drawing/kept-drawing.js";
import { mountFairness } from "../room/fairness.js";
import { mountJoinForm } from "../room/join-form.js";
import { mountPupilDesk } from "../room/pupil-desk.js";
import { followRoom, joinRoom, sendDrawing, vote } from "../room/room-api.js";
import { createRoomState } from "../room/room-state.js";

const SEAT = "room.seat"; // {code, key, id, animal, color}
const VOTED = "room.voted";

const words = loadMessages();
const page = document.querySelector(".room-page");
const form = page.querySelector(".join-form");
const desk = page.querySelector(".pupil-desk");
const fairness = page.querySelector(".fairness");
const end = page.querySelector(".room-end");
const known = createRoomState();
let seat = read(SEAT, null);
let waiting = null; // what is being sent
let frame = 0;
let leave = () => {};

const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));
const own = () => [...known.drawings.values()].filter(({ pupil }) => pupil === seat.id);

function update() {
  frame = 0;
  if (!seat) return;
  tell(desk, "room", { pupil: seat, room: known.room, own: own() });
  const others = known.room?.task === "fool" ? [...known.drawings.values()].filter(({ pupil }) => pupil !== seat.id) : [];
  tell(fairness, "candidates", others);
}

function sit(next) {
  seat = next;
  remember(SEAT, JSON.stringify(seat));
  form.hidden = true;
  update();
  leave = followRoom(seat, {
    onEvent(name, data) {
      if (name === "pupil" && data.removed) return rise(new ApiError("forbidden", "", 403));
      known.hear(name, data);
      frame ||= requestAnimationFrame(update);
    },
    onEnd: rise,
  });
}

/** A text of its own for each drawing: one that is sent again, since its answer was lost, is kept once. */
const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const again = createRetry(async () => {
  const sent = waiting;
  if (!sent) return;
  tell(desk, "failure", null);
  try {
    const drawing = await sendDrawing(seat, sent);
    if (waiting !== sent) return;
    waiting = null;
    again.forget();
    known.hear("drawing", drawing);
    update();
    tell(desk, "sent");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (waiting !== sent) return;
    again.plan(error);
    if (!mayPass(error)) waiting = null;
    if ([401, 403, 410].includes(error.status)) rise(error.status === 410 ? null : error);
    else if (error.code !== "network") tell(desk, "failure", error);
  }
});

/** Nobody sits here any more: the room is over (null), or its key doesn't open it. */
function rise(error) {
  leave();
  again.forget();
  seat = waiting = null;
  remember(SEAT, "null");
  remember(VOTED, "[]");
  tell(desk, "room", { pupil: null, room: null, own: [] });
  const key = error === null ? "closed" : error.code;
  end.hidden = false;
  end.querySelector(".sentence").dataset.message = `room.end.${hasMessage(`room.end.${key}`) ? key : "lost"}`;
  end.querySelector(".lead").dataset.message = `${end.querySelector(".sentence").dataset.message}.more`;
  for (const text of end.querySelectorAll(".sentence, .lead")) text.textContent = t(text.dataset.message);
  end.querySelector(".sentence").focus();
}

page.addEventListener("join", async ({ detail: code }) => {
  try {
    const pupil = await joinRoom(code);
    await words;
    history.replaceState(null, "", at("/room")); // whoever reloads keeps the seat; whoever copies the address gives none away
    sit({ ...pupil, code });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await words;
    tell(form, "failure", error);
  }
});
page.addEventListener("send", ({ detail }) => {
  waiting = { ...detail, nonce: nonce() };
  again.now();
});
page.addEventListener("vote", async ({ detail: { id, fair } }) => {
  remember(VOTED, JSON.stringify([...read(VOTED, []), id]));
  await vote(seat, id, fair).catch((error) => error instanceof ApiError || Promise.reject(error)); // one vote is no great loss
});
page.addEventListener("leave", () => {
  leave();
  remember(SEAT, "null");
  remember(VOTED, "[]");
  location.assign(at("/room"));
});

await words;
mountHeader(document.querySelector(".header"));
mountOutage(page.querySelector(".outage"));
mountFairness(fairness, { seen: read(VOTED, []) });
mountPupilDesk(desk);
mountDrawingPad(page.querySelector(".drawing-pad"));
keepDrawing(page.querySelector(".drawing-pad"), "room");

const asked = new URLSearchParams(location.search).get("code")?.replace(/\D/g, "") ?? "";
if (seat && (!asked || asked === seat.code)) sit(seat);
else mountJoinForm(form, { code: asked || null });

/** What this browser remembers under `key`. */
function read(key, otherwise) {
  try {
    return JSON.parse(recall(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
