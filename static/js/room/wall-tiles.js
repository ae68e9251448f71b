/**
 * Everybody's drawings as tiles: by pupil (a place for each, with the newest drawing), by the digit that the network read,
 * or all of them, newest first.
 *
 *   mountWallTiles(document.querySelector(".wall-tiles"));
 *
 * Hears `wall` (detail: {state: what createRoomState() gives, view: "pupil" | "digit" | "all"}) and `chosenElsewhere`; tells
 * `choose` (detail: {drawing, pupil}, either of them null, or null for nothing) and `lookInside` (detail: a RoomDrawing).
 *
 * ARIA: a listbox for each group with one tab stop in all; arrows move and choose, Enter looks inside, Escape lets go.
 */

import { formatCount } from "../common/formatting.js";
import { language, t } from "../common/messages.js";
import { entranceAddress, isLocal } from "./room-api.js";
import { rowOf } from "./room-state.js";
import { fillTile } from "./tile.js";
import { sizeOf, tileWidth } from "./wall-layout.js";

const AT_ONCE = 150; // new tiles in one frame, so that the first are seen before the last are made
const MOST = 1000; // tiles of drawings; of more, the newest
const FEW = 20; // arrivals that may be seen to arrive
const SMALLEST = { pupil: 92, digit: 60, all: 104 };
const ROWS = [...Array.from({ length: 10 }, (_, digit) => digit), null];

export function mountWallTiles(element) {
  const groups = element.querySelector(".groups");
  const tileBlueprint = element.querySelector(".tile-blueprint").content.firstElementChild;
  const groupBlueprint = element.querySelector(".group-blueprint").content.firstElementChild;
  const tiles = new Map(); // key -> its tile
  const items = new Map(); // key -> {key, drawing, pupil, count}
  const stamps = new Map(); // key -> what its tile shows
  let wall = null;
  let chosen = null; // a key
  let frame = 0;

  const tell = (name, detail) => element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  element.addEventListener("wall", ({ detail }) => {
    if (detail.view !== wall?.view) reset();
    wall = detail;
    update();
  });
  element.addEventListener("chosenElsewhere", () => mark(null));
  groups.addEventListener("click", (event) => choose(event.target.closest(".tile")?.dataset.key ?? null));
  groups.addEventListener("keydown", press);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !chosen) return;
    event.preventDefault(); // nothing else is left by it
    choose(null);
  });
  document.addEventListener("language", () => wall && update());
  new ResizeObserver(() => wall && measure()).observe(element);

  function reset() {
    groups.replaceChildren();
    for (const map of [tiles, items, stamps]) map.clear();
    chosen = null;
    tell("choose", null);
  }

  function update() {
    cancelAnimationFrame(frame);
    const sorted = groupsOf(wall);
    element.dataset.view = wall.view;
    for (const item of sorted.flatMap((group) => group.items)) items.set(item.key, item);
    forgetAllBut(new Set(sorted.flatMap((group) => group.items.map(({ key }) => key))));
    while (groups.children.length < sorted.length) groups.append(groupBlueprint.cloneNode(true));
    while (groups.children.length > sorted.length) groups.lastElementChild.remove();
    const wanted = sorted.reduce((sum, group) => sum + group.items.length, 0);
    const news = tiles.size > 0 && wanted - tiles.size < FEW;
    let left = AT_ONCE;
    sorted.forEach((group, place) => (left = fillGroup(groups.children[place], group, { left, news })));
    const isEmpty = sorted.every((group) => group.items.length === 0);
    element.querySelector(".empty").textContent = !isEmpty ? "" : emptyText(wall.state);
    groups.hidden = isEmpty;
    const isCut = wall.view !== "pupil" && wall.state.drawings.size > MOST;
    element.querySelector(".cut").textContent = isCut ? t("room.wall.newest", { count: formatCount(MOST, language()) }) : "";
    measure();
    if (left <= 0) frame = requestAnimationFrame(update);
  }

  function fillGroup(group, { name, items: wanted }, { left, news }) {
    const list = group.querySelector("ul");
    const head = name === undefined ? "" : (name ?? "–");
    group.querySelector("h2").textContent = head;
    group.classList.toggle("bare", wanted.length === 0);
    list.setAttribute("aria-label", name === undefined ? t("room.wall") : t(name === null ? "room.row.none" : "room.row", { digit: name }));
    let before = list.firstElementChild;
    for (const item of wanted) {
      let tile = tiles.get(item.key);
      if (!tile) {
        if (left <= 0) break;
        left -= 1;
        tile = tileBlueprint.cloneNode(true);
        tile.dataset.key = item.key;
        tile.classList.toggle("arriving", news);
        tile.setAttribute("role", "option");
        tiles.set(item.key, tile);
      }
      refresh(tile, item);
      if (tile === before) before = before.nextElementSibling;
      else list.insertBefore(tile, before);
    }
    return left;
  }

  /** Only what has changed is written. */
  function refresh(tile, { key, drawing, pupil, count }) {
    const covered = !wall.state.room?.revealed;
    const stamp = [drawing?.id, drawing?.sequence, drawing?.hidden, drawing?.accepted, covered, count, language(), chosen === key].join();
    if (stamps.get(key) === stamp) return;
    stamps.set(key, stamp);
    fillTile(tile, { drawing, pupil, count, covered });
    tile.setAttribute("aria-selected", String(chosen === key));
    tile.tabIndex = chosen === key ? 0 : -1;
  }

  function forgetAllBut(keys) {
    for (const key of [...items.keys()]) {
      if (keys.has(key)) continue;
      tiles.get(key)?.remove();
      for (const map of [tiles, items, stamps]) map.delete(key);
      if (key === chosen) choose(null);
    }
    if (chosen) tell("choose", items.get(chosen)); // what is known of it may have changed
  }

  function measure() {
    const counts = [...groups.children].map((group) => group.querySelector("ul").childElementCount);
    const { paddingTop, paddingBottom, overflowY } = getComputedStyle(element);
    const scrolls = overflowY === "auto"; // else the page does, as on a phone
    const height = scrolls ? element.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) : innerHeight * 0.7;
    const across = getComputedStyle(groups).gridTemplateColumns.split(" ").length; // groups side by side
    const tall = Math.ceil(counts.length / across);
    const rows = counts.slice(0, tall).map((_, row) => counts.filter((_, place) => place % tall === row));
    const list = groups.querySelector("ul");
    const width = tileWidth({ width: list?.clientWidth ?? 0, height, rows, smallest: SMALLEST[wall.view] });
    element.style.setProperty("--tile", `${width}px`);
    element.dataset.size = sizeOf(width);
    const first = groups.querySelector(".tile");
    if (first && !chosen) first.tabIndex = 0;
  }

  function mark(key) {
    const before = chosen;
    chosen = key;
    for (const each of [before, key]) if (tiles.has(each)) refresh(tiles.get(each), items.get(each));
  }

  function choose(key) {
    mark(key);
    tiles.get(key)?.focus({ preventScroll: false });
    tell("choose", items.get(key) ?? null);
  }

  function press(event) {
    const tile = event.target.closest(".tile");
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...groups.querySelectorAll(".tile")];
    const place = all.indexOf(tile);
    const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -place, End: all.length - 1 - place };
    const next = event.key in steps ? all[place + steps[event.key]] : above(event.key, all, place);
    if (event.key === " ") choose(tile.dataset.key);
    else if (event.key === "Enter" && items.get(tile.dataset.key)?.drawing) tell("lookInside", items.get(tile.dataset.key).drawing);
    else if (next) choose(next.dataset.key);
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
  }
}

function emptyText({ pupils }) {
  if (pupils.size > 0) return t("room.wall.nothing");
  return `${t("room.wall.nobody", { address: entranceAddress() })} ${isLocal() ? t("room.local") : ""}`;
}

/** The tile nearest above or below. */
function above(key, all, place) {
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const here = all[place].getBoundingClientRect();
  const rest = key === "ArrowUp" ? all.slice(0, place).reverse() : all.slice(place + 1);
  let row = null;
  let best = null;
  for (const tile of rest) {
    const box = tile.getBoundingClientRect();
    if (Math.abs(box.top - here.top) < 4) continue;
    row ??= box.top;
    if (Math.abs(box.top - row) > 4) break;
    const away = Math.abs(box.left - here.left);
    if (best === null || away < best.away) best = { tile, away };
  }
  return best?.tile ?? null;
}

/** What stands on the wall, group by group; a group without a name has no heading. */
function groupsOf({ state, view }) {
  if (view === "pupil") {
    const itemOf = (pupil) => ({ key: `p${pupil.id}`, pupil, drawing: state.newestOf(pupil.id), count: state.countOf(pupil.id) });
    return [{ items: [...state.pupils.values()].map(itemOf) }];
  }
  const itemOf = (drawing) => ({ key: `d${drawing.id}`, drawing, pupil: state.pupils.get(drawing.pupil) ?? null, count: 0 });
  const newest = [...state.drawings.values()].slice(-MOST).reverse();
  if (view === "all") return [{ items: newest.map(itemOf) }];
  const rows = new Map(ROWS.map((name) => [name, []]));
  for (const drawing of newest) rows.get(rowOf(drawing)).push(itemOf(drawing));
  return ROWS.map((name) => ({ name, items: rows.get(name) }));
}
