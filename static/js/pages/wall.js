// The page `/wall#CODE.KEY`: everybody's drawings, and all that the teacher can do. The key stays behind the "#".
import { ApiError } from "../common/api-error.js";
import { mountHeader } from "../common/header.js";
import { errorText, hasMessage, loadMessages, t } from "../common/messages.js";
import { mountOutage } from "../common/outage.js";
import { saveFile } from "../common/save-file.js";
import { lessonOn, mountChosenTile } from "../room/chosen-tile.js";
import { closeRoom, fetchComparison, fetchResults, fetchRoomFile, followRoom, keepCorrections } from "../room/room-api.js";
import { createRoomChanges } from "../room/room-changes.js";
import { mountRoomResults } from "../room/room-results.js";
import { createRoomState } from "../room/room-state.js";
import { mountRoomTraining } from "../room/room-training.js";
import { mountWallBar } from "../room/wall-bar.js";
import { mountWallEdge } from "../room/wall-edge.js";
import { actionOf } from "../room/wall-keys.js";
import { mountWallPanels } from "../room/wall-panels.js";
import { mountWallTiles } from "../room/wall-tiles.js";

const DETAILS_MS = 500;
const RESULTS_MS = 1500; // how often results are asked for while drawings come

const page = document.querySelector(".wall-page");
const part = (selector) => page.querySelector(selector);
const stage = part(".stage");
const [, code, key] = location.hash.match(/^#(\d{6})(?:\.([\w-]+))?$/) ?? [];
const door = { code, key: key ?? null }; // the admin's browser needs no key
const state = createRoomState();
let view = "pupil";
let chosen = null;
let comparison = null;
let results = null;
let frame = 0;
let timer = null;
let later = null;

await loadMessages();
mountHeader(part(".header"));
mountOutage(part(".outage"));
mountWallEdge(part(".wall-edge"));
mountWallBar(part(".wall-bar"));
mountWallTiles(part(".wall-tiles"));
mountChosenTile(part(".chosen-tile"));
mountRoomResults(part(".room-results"));
mountRoomTraining(part(".room-training"));
const panels = mountWallPanels(stage);

const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));
const soon = () => (frame ||= requestAnimationFrame(update));
const changes = createRoomChanges(door, state, soon);

function update() {
  frame = 0;
  const { room } = state;
  if (!room) return;
  document.title = `${room.title} · Inkling`;
  part(".question").textContent = t(`room.wall.task.${room.task}`, room);
  page.classList.toggle("covered", !room.revealed);
  for (const name of [".wall-edge", ".wall-bar", ".wall-tiles"]) tell(part(name), "wall", { state, view, panel: panels.open });
  tell(stage, "wall", { state });
  refreshChosen();
  if (["results", "training"].includes(panels.open)) later ??= setTimeout(showDetails, DETAILS_MS);
}

/** What is too much to be written anew in every frame. */
function showDetails() {
  clearTimeout(later);
  later = null;
  if (!state.room) return;
  tell(part(".room-training"), "training", { state, comparison });
  if (results) tell(part(".room-results"), "results", { results, state });
}

/** What is chosen may have changed since, or be gone. */
function refreshChosen() {
  if (!chosen) return;
  const [drawing, pupil] = [state.drawings.get(chosen.drawing?.id) ?? null, state.pupils.get(chosen.pupil?.id) ?? null];
  chosen = drawing || pupil ? { drawing, pupil } : null;
  tell(part(".chosen-tile"), "chosen", chosen && { ...chosen, covered: !state.room.revealed });
}

function choose(next) {
  chosen = next;
  if (chosen) refreshChosen();
  else tell(part(".chosen-tile"), "chosen", null);
}

async function attempt(task) {
  try {
    complain(null);
    await task();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    complain(error);
  }
  soon();
  showDetails();
}

function complain(error) {
  const own = `room.error.${error?.code}`;
  part(".stage > .trouble").hidden = error === null;
  part(".stage > .trouble").textContent = error === null ? "" : hasMessage(own) ? t(own) : errorText(error);
}

const change = (changed) => attempt(() => changes.room(changed));

function changeChosen(changed) {
  const drawing = chosen?.drawing;
  if (drawing) attempt(() => changes.drawing(drawing, changed));
}

const perform = {
  ...Object.fromEntries(["free", "digits", "fool"].map((task) => [task, () => change({ task })])),
  ...Object.fromEntries(["pupil", "digit", "all"].map((name) => [name, () => look(name)])),
  ...Object.fromEntries(["qr", "help", "closing"].map((name) => [name, () => panels.toggle(name)])),
  round: () => state.room.task === "digits" && change({ round: state.room.round + 1 }),
  cover: () => change({ revealed: !state.room.revealed }),
  freeze: () => change({ frozen: !state.room.frozen }),
  lock: () => change({ locked: !state.room.locked }),
  hide: () => changeChosen({ hidden: !chosen?.drawing?.hidden }),
  keep: () => (chosen?.drawing?.meant ?? null) !== null && changeChosen({ accepted: !chosen.drawing.accepted }),
  remove: () => chosen?.pupil && attempt(() => changes.remove(chosen.pupil)),
  results() {
    panels.toggle("results");
    if (panels.open === "results") attempt(askResults);
  },
  training() {
    panels.toggle("training");
    if (panels.open === "training") attempt(askComparison);
  },
  learn: () => attempt(changes.learn),
  print: () => attempt(printAll),
  download: () => attempt(async () => saveFile(await fetchRoomFile(door), `inkling-${code}.zip`)),
  keepAll: () => attempt(changes.keepAll),
  corrections: () => attempt(async () => tell(stage, "kept", await keepCorrections(door))),
  close: () => attempt(() => closeRoom(door).then(() => finish(null))),
  back: () => (chosen ? choose(null) : panels.open && panels.toggle(panels.open)),
};

function act(name) {
  if (!state.room) return;
  perform[name]();
  soon();
  showDetails();
}

function look(name) {
  view = name;
  for (const radio of page.querySelectorAll("[name=view]")) radio.checked = radio.value === name;
  if (panels.open) panels.toggle(panels.open);
}

async function askResults() {
  results = await fetchResults(door);
}

async function askComparison() {
  if (state.training?.state === "succeeded" || state.room.challenger) comparison = await fetchComparison(door);
}

/** The whole room on paper: what wasn't looked at yet is asked for first. */
async function printAll() {
  await Promise.all([askResults(), askComparison()]);
  update();
  showDetails();
  print();
}

function hear(name, data) {
  const before = state.training?.state;
  state.hear(name, data);
  if (name === "training" && data.state === "succeeded" && before !== "succeeded") attempt(askComparison);
  if (name === "training") showDetails();
  if (name === "drawing" && panels.open === "results") {
    timer ??= setTimeout(() => {
      timer = null;
      attempt(askResults);
    }, RESULTS_MS);
  }
  soon();
}

/** The room is over (null), or this link doesn't open it. */
function finish(error) {
  leave();
  const name = error === null ? "closed" : ["unauthorized", "not_found", "link"].includes(error.code) ? error.code : "lost";
  const end = part(".room-end");
  for (const element of [part(".wall-edge"), stage, part(".wall-bar")]) element.hidden = true;
  part(".sentence").dataset.message = `room.wall.end.${name}`;
  end.querySelector(".lead").dataset.message = `room.wall.end.${name}.more`;
  for (const text of end.querySelectorAll("[data-message]")) text.textContent = t(text.dataset.message);
  end.hidden = false;
  part(".room-end .sentence").focus();
}

page.addEventListener("act", ({ detail }) => act(detail));
page.addEventListener("choose", ({ detail, target }) => {
  choose(detail);
  if (!target.closest(".wall-tiles")) tell(part(".wall-tiles"), "chosenElsewhere"); // or its own choice would come back
});
page.addEventListener("lookInside", ({ detail }) => open(lessonOn(detail), "_blank", "noopener"));
page.addEventListener("answerWith", ({ detail }) => change({ model_version: detail }));
part(".views").addEventListener("change", ({ target }) => act(target.value));
part(".back").addEventListener("click", () => panels.toggle(panels.open));
part(".wall-edge .qr").addEventListener("click", () => act("qr"));
document.addEventListener("keydown", (event) => {
  const name = event.defaultPrevented ? null : actionOf(event);
  if (!name) return;
  event.preventDefault();
  act(name);
});
document.addEventListener("language", soon);

const leave = code ? followRoom(door, { onEvent: hear, onEnd: finish }) : () => {};
if (!code) finish(new ApiError("link", ""));
