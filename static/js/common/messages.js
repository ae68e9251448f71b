/**
 * The page's words in the visitor's language.
 *
 *   await loadMessages(); t("pad.undo"); await setLanguage("zh");
 *
 * The server has already written the first language into the HTML. An element with data-message="pad.undo" gets its text,
 * one with data-message-title="pad.undo" its title (and so for any attribute) again when the language changes; texts that
 * a component composes are its own to renew, on the document's `language` event. The other language's words, all of
 * them, are fetched when somebody asks for them.
 */

import { at } from "./addresses.js";
import { fetchMessages } from "./api.js";
import { messageIn } from "./message-format.js";

const YEAR_SECONDS = 365 * 24 * 3600;

/** @type {import("./message-format.js").Catalogue} */
let catalogue = {};
let areHere = false;
let wanted = null; // the language asked for last

export const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

/** Fetches the words of the page's script. Without them it keeps working in the language it came in. */
export async function loadMessages() {
  const { href } = document.querySelector("link[rel=preload][as=fetch]") ?? {};
  const script = href && new URL(href).searchParams.get("for");
  catalogue = await fetchMessages(language(), script).catch(() => ({}));
  areHere = Object.keys(catalogue).length > 0;
}

/** The message `key` with its placeholders filled in; an unknown key is shown as it is, and complained about. */
export function t(key, values) {
  const message = messageIn(catalogue, key, values);
  if (message === undefined && areHere) globalThis.reportError?.(new Error(`There is no message "${key}".`));
  return message ?? key;
}

export const hasMessage = (key) => key in catalogue;

/** The name of a choice such as "relu", "sgd" or "cosine"; any other value as it is. */
export const choiceText = (value) => (hasMessage(`choice.${value}`) ? t(`choice.${value}`) : String(value));

/** What to tell the visitor about a failed request: the catalogue's sentence, else the server's. */
export function errorText(error) {
  const key = `error.${error.code}`;
  return hasMessage(key) ? t(key, { detail: error.detail }) : (error.detail ?? String(error));
}

/** Rejects, and changes nothing, if the words don't come. */
export async function setLanguage(next) {
  wanted = next;
  const words = await fetchMessages(next);
  if (wanted !== next) return; // whoever asks twice wants the second
  catalogue = words;
  document.documentElement.lang = next;
  keep(next);
  translate(document);
  document.dispatchEvent(new CustomEvent("language", { detail: next }));
}

/** For the next page; within another site's page nothing is kept. */
function keep(language) {
  if (globalThis.top !== globalThis.self) return;
  document.cookie = `lang=${language}; path=${at("/")}; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** Writes every data-message of `root` in the present language. */
function translate(root) {
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (!name.startsWith("data-message") || !hasMessage(value)) continue;
      if (name === "data-message") element.textContent = t(value);
      else element.setAttribute(name.slice("data-message-".length), t(value));
    }
  }
}
