// The page `/admin/inbox`: what people corrected, for the admin to accept, relabel or reject.
import { decideCorrections, fetchCorrections, importCorrections } from "../common/api.js";
import { mountContactSheet } from "../studio/contact-sheet.js";
import { mountStudio, showWaiting, tell } from "../studio/studio.js";

const PAGE = 1000;

const { page, attempt, createLook } = await mountStudio();
const sheet = page.querySelector(".contact-sheet");
let shown = { state: "waiting", counts: {}, corrections: [], more: false, undoable: null };
let wanted = "waiting"; // the state to look at

function show(change) {
  shown = { ...shown, ...change };
  if (shown.counts.waiting !== undefined) showWaiting(page, shown.counts.waiting);
  tell(sheet, "inbox", { ...shown, wanted });
}

const look = createLook(sheet, async () => {
  const state = wanted;
  const { counts, corrections } = await fetchCorrections(state, PAGE);
  if (state === wanted) show({ state, counts, corrections, more: corrections.length === PAGE });
});

page.addEventListener("look", ({ detail: state }) => {
  wanted = state;
  look();
});
page.addEventListener("more", () =>
  attempt(sheet, async () => {
    const { counts, corrections } = await fetchCorrections(shown.state, PAGE, shown.corrections.at(-1).id);
    show({ counts, corrections: [...shown.corrections, ...corrections], more: corrections.length === PAGE });
  }),
);
page.addEventListener("decide", ({ detail: { ids, state, label } }) =>
  attempt(sheet, async () => {
    const decided = shown.corrections.filter(({ id }) => ids.includes(id));
    await decide(decided, state, label);
    show({ undoable: { decided, state, label } });
  }),
);
page.addEventListener("undo", () =>
  attempt(sheet, async () => {
    // Each goes back to where it was, with the digit that it had.
    for (const group of alike(shown.undoable.decided)) await decide(group, group[0].state, group[0].label);
    show({ undoable: null });
  }),
);

/** Tells the server, as many at a time as it takes, and then knows it here. */
async function decide(entries, state, label) {
  const ids = entries.map(({ id }) => id);
  let { counts } = shown;
  for (let first = 0; first < ids.length; first += PAGE) {
    counts = (await decideCorrections(ids.slice(first, first + PAGE), state, label)).counts;
  }
  const others = shown.corrections.filter(({ id }) => !ids.includes(id));
  const moved = entries.map((entry) => ({ ...entry, state, label: label ?? entry.label }));
  const corrections = state === shown.state ? [...others, ...moved].sort((one, other) => other.id - one.id) : others;
  shown = { ...shown, counts, corrections };
}

/** Those of one state and one digit together. */
function alike(entries) {
  const groups = new Map();
  for (const entry of entries) {
    const key = `${entry.state} ${entry.label}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}
page.addEventListener("importLines", ({ detail: file }) =>
  attempt(sheet, async () => {
    const imported = await importCorrections(file);
    await look();
    tell(sheet, "imported", imported);
  }),
);
mountContactSheet(sheet);
await look();
