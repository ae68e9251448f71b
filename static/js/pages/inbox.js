// The page `/admin/inbox`: what people corrected, for the admin to accept, relabel or reject.
import { decideCorrections, fetchCorrections, importCorrections } from "../common/api.js";
import { mountContactSheet } from "../studio/contact-sheet.js";
import { mountStudio, tell } from "../studio/studio.js";

const PAGE = 1000;

const { page, attempt } = await mountStudio();
const sheet = page.querySelector(".contact-sheet");
let shown = { state: "waiting", counts: {}, corrections: [], more: false };

async function look(state, before) {
  const { counts, corrections } = await fetchCorrections(state, PAGE, before);
  const earlier = before === undefined ? [] : shown.corrections;
  shown = { state, counts, corrections: [...earlier, ...corrections], more: corrections.length === PAGE };
  tell(sheet, "inbox", shown);
}

page.addEventListener("look", ({ detail: state }) => attempt(sheet, () => look(state)));
page.addEventListener("more", () => attempt(sheet, () => look(shown.state, shown.corrections.at(-1).id)));
page.addEventListener("decide", ({ detail: { ids, state, label } }) =>
  attempt(sheet, async () => {
    const { counts } = await decideCorrections(ids, state, label);
    // Those that stay where they are only change their digit.
    const decided = new Set(ids);
    const corrections =
      state === shown.state
        ? shown.corrections.map((entry) => (decided.has(entry.id) ? { ...entry, label: label ?? entry.label } : entry))
        : shown.corrections.filter(({ id }) => !decided.has(id));
    shown = { ...shown, counts, corrections };
    tell(sheet, "inbox", shown);
  }),
);
page.addEventListener("importLines", ({ detail: file }) =>
  attempt(sheet, async () => {
    const imported = await importCorrections(file);
    await look(shown.state);
    tell(sheet, "imported", imported);
  }),
);
mountContactSheet(sheet);
await attempt(page, () => look("waiting"));
