/**
 * The header's two preferences: language and theme.
 *
 *   mountHeader(document.querySelector(".header"));
 *
 * The language is a link (so it works without scripts) that changes the texts in place; the theme is a button that goes
 * from auto to light to dark, its accessible name saying which is on. Paper is always light. Tells the document `language`
 * and `theme`.
 */

import { errorText, language, setLanguage, t } from "./messages.js";

const CHOICES = ["auto", "light", "dark"];

export function mountHeader(element) {
  const link = element.querySelector(".language");
  const button = element.querySelector(".theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let choice = rememberedChoice();

  link.addEventListener("click", (event) => {
    event.preventDefault();
    setLanguage(otherLanguage()).catch((error) => (link.title = errorText(error)));
  });
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    remember(choice);
    update();
  });
  system.addEventListener("change", update);
  document.addEventListener("language", update);
  addEventListener("beforeprint", () => applyTheme("light"));
  addEventListener("afterprint", update);

  function update() {
    const other = otherLanguage();
    link.href = `?lang=${other}`;
    link.lang = link.hreflang = other;
    link.title = "";
    button.hidden = false;
    button.dataset.choice = choice;
    button.title = t(`theme.${choice}`);
    button.setAttribute("aria-label", t(`theme.${choice}`));
    applyTheme(choice === "dark" || (choice === "auto" && system.matches) ? "dark" : "light");
  }
  update();
}

const otherLanguage = () => (language() === "zh" ? "en" : "zh");

function applyTheme(theme) {
  if (document.documentElement.dataset.theme === theme) return;
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("theme", { detail: theme }));
}

function rememberedChoice() {
  try {
    const choice = localStorage.getItem("theme");
    return CHOICES.includes(choice) ? choice : "auto";
  } catch {
    return "auto";
  }
}

function remember(choice) {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // It holds for this page, then.
  }
}
