import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { fillIn, messageIn } from "../../../static/js/common/message-format.js";

const ROOT = new URL("../../../", import.meta.url);
const read = (folder) =>
  readdirSync(new URL(folder, ROOT), { recursive: true })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => readFileSync(new URL(folder + name, ROOT), "utf8"))
    .join("\n");

const catalogue = JSON.parse(readFileSync(new URL("static/messages.json", ROOT), "utf8"));
const sources = read("templates/") + read("static/js/");
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

// Keys made of parts: `setting.${name}` and the like.
const FAMILIES = [
  "guess.",
  "docs.", "lesson.", "dropout-pair.", "source.", "race.", "why.", "weight-update.", "loss-comparison.", "backward-pass.", "descent-curve.", "valley.", "network-choice.", "setting.", "choice.",
  "state.", "error.", "verdict.", "curves.", "versions.", "trainings.", "theme.", "duration.", "unit.",
  "activation.count.", "preset.", "layers.", "lens.", "studio.", "inbox.", "correction.", "exams.", "log.", "compare.", "sweep.", "time-machine.", "room.", "rooms.", "pixel-steps.",
];

test("placeholders are filled in, and unknown ones stay visible", () => {
  assert.equal(fillIn("{label}, {percent} sure", { label: 7, percent: "99 %" }), "7, 99 % sure");
  assert.equal(fillIn("{a} {b}", { a: 0 }), "0 {b}");
});

test("an unknown key has no message", () => {
  assert.equal(messageIn({ hello: "Hello" }, "hello"), "Hello");
  assert.equal(messageIn({ hello: "Hello" }, "goodbye"), undefined);
});

test("every message exists in both languages with the same placeholders", () => {
  for (const [key, texts] of Object.entries(catalogue)) {
    assert.deepEqual(Object.keys(texts), ["en", "zh"], key);
    assert.ok(texts.en && texts.zh, key);
    assert.deepEqual(placeholders(texts.en), placeholders(texts.zh), key);
  }
});

test("no English text has an article before a digit that is filled in: it might be an 8", () => {
  for (const [key, { en }] of Object.entries(catalogue)) assert.doesNotMatch(en, /\ban? \{/i, key);
});

test("every key that a template or script names is in the catalogue", () => {
  const named = [
    ...sources.matchAll(/\bt\(\s*["']([\w.]+)["']\s*[,)]/g),
    ...sources.matchAll(/data-message(?:-[\w-]+)?="([\w.]+)"/g),
    ...sources.matchAll(/key: "(\w+\.[\w.]+)"/g),
  ].map(([, key]) => key);
  assert.ok(named.length > 100);
  for (const key of named) assert.ok(key in catalogue, key);
});

test("a key that is made of parts begins with its group, so that a page knows which words it needs", () => {
  const made = [...sources.matchAll(/\b(?:t|hasMessage)\(`([^`]*)/g)].map(([, text]) => text);
  assert.ok(made.length > 50);
  for (const text of made) assert.match(text, /^(?:[a-z][\w-]*|\$\{key\})\./, text);
});

test("every message in the catalogue is used", () => {
  for (const key of Object.keys(catalogue)) {
    assert.ok(FAMILIES.some((family) => key.startsWith(family)) || sources.includes(key), key);
  }
});

test("every setting has its meaning", () => {
  const labels = Object.keys(catalogue).filter((key) => /^setting\.\w+$/.test(key));
  assert.ok(labels.length >= 27);
  for (const key of labels) assert.ok(`${key}.help` in catalogue, key);
});
