/** Ten probabilities as bars, each beside what it would become: templates/common/_paired_bars.html. */

/**
 * @param {HTMLElement} list @param {number[]} before @param {number[]} after ten shares each
 * @param {(digit: number, before: number, after: number) => string} describe what a pair says to those who hear it
 */
export function showPairedBars(list, before, after, describe) {
  [...list.children].forEach((pair, digit) => {
    pair.querySelector(".before").style.transform = `scaleY(${before[digit]})`;
    pair.querySelector(".after").style.transform = `scaleY(${after[digit]})`;
    pair.querySelector(".visually-hidden").textContent = describe(digit, before[digit], after[digit]);
  });
}
