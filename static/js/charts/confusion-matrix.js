/**
 * What was meant against what was read, ten by ten; a cell that isn't empty opens its drawings.
 *
 *   const matrix = mountConfusionMatrix(table, { nameOf: ({label, answered, count}) => "...", open: ({label, answered}) => ... });
 *   matrix.show(counts, {label, answered});    // 10 x 10, by what was meant; the cell that is open, or null
 *
 * ARIA: a table whose cells are buttons, each with its name; the open one is pressed.
 */

export function mountConfusionMatrix(table, { nameOf, open }) {
  const cells = [...table.querySelectorAll("tbody td")];

  table.addEventListener("click", ({ target }) => {
    const place = cells.indexOf(target.closest("td"));
    if (target.closest("button") && place >= 0) open({ label: Math.floor(place / 10), answered: place % 10 });
  });

  function fill(cell, { label, answered, count, most, opened }) {
    cell.className = label === answered ? "right" : "";
    cell.style.setProperty("--share", label === answered ? 0 : count / most);
    if (count === 0) return cell.replaceChildren();
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: count });
    button.setAttribute("aria-label", nameOf({ label, answered, count }));
    button.setAttribute("aria-pressed", String(opened?.label === label && opened?.answered === answered));
    const focused = cell.contains(document.activeElement);
    cell.replaceChildren(button);
    if (focused) button.focus();
  }

  return {
    show(counts, opened) {
      const most = Math.max(1, ...counts.flatMap((row, label) => row.filter((_, answered) => answered !== label)));
      cells.forEach((cell, place) => {
        const [label, answered] = [Math.floor(place / 10), place % 10];
        fill(cell, { label, answered, count: counts[label][answered], most, opened });
      });
    },
  };
}
