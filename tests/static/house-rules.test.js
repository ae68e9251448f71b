// What holds for every file of the page.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const ROOT = new URL("../../", import.meta.url);
const LONGEST_FILE = 250;

const list = (folder) => readdirSync(new URL(folder, ROOT)).map((name) => folder + name);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const scripts = list("static/js/");
const templates = list("templates/");
const styles = list("static/css/");

const importsOf = (path) => [...read(path).matchAll(/(?:from|import) "([^"]+)";/g)].map(([, target]) => target);

/** What it fetches later, when somebody comes to it. */
const laterImportsOf = (path) => [...read(path).matchAll(/\bawait import\("([^"]+)"\)/g)].map(([, target]) => target);

/** Every module that `path` needs at once, itself not among them. */
function needs(path, found = new Set()) {
  for (const target of importsOf(path)) {
    const next = `static/js/${target.slice(2)}`;
    if (!found.has(next)) needs(next, found.add(next));
  }
  return found;
}

test("every import is a neighbour that exists, written with its .js", () => {
  for (const path of scripts) {
    for (const target of [...importsOf(path), ...laterImportsOf(path)]) {
      assert.match(target, /^\.\/[\w-]+\.js$/, path);
      assert.ok(existsSync(new URL(`static/js/${target.slice(2)}`, ROOT)), `${path}: ${target}`);
    }
  }
});

test("only api.js talks to the server", () => {
  for (const path of scripts.filter((path) => !path.endsWith("/api.js"))) {
    assert.doesNotMatch(read(path), /\bfetch\(|new EventSource|XMLHttpRequest/, path);
  }
});

test("nothing is left that only helped while writing", () => {
  for (const path of scripts) assert.doesNotMatch(read(path), /console\.|debugger|alert\(/, path);
});

test("no file is long", () => {
  for (const path of [...scripts, ...templates, ...styles]) {
    assert.ok(read(path).split("\n").length <= LONGEST_FILE, path);
  }
});

test("the content security policy finds nothing inline", () => {
  for (const path of templates) {
    assert.doesNotMatch(read(path), /<style|\sstyle="|\son\w+="|<script(?![^>]*\ssrc=)/, path);
  }
});

test("colours are written in tokens.css only", () => {
  for (const path of styles.filter((path) => !path.endsWith("/tokens.css"))) {
    assert.doesNotMatch(read(path), /#[0-9a-f]{3,8}\b|rgba?\(/i, path);
  }
});

test("every static file a template names exists, and every style is used", () => {
  const named = templates.flatMap((path) => [...read(path).matchAll(/"\/(static\/[\w./-]+)"/g)].map(([, file]) => file));
  for (const file of named) assert.ok(existsSync(new URL(file, ROOT)), file);
  for (const style of styles) assert.ok(named.includes(style), style);
});

test("a panel's styles wait for its script, and its name leads to both", () => {
  const panels = templates.filter((path) => / disabled>/.test(read(path)) && /<link/.test(read(path)));
  assert.ok(panels.length >= 15);
  for (const path of panels) {
    const [, name] = read(path).match(/<section class="([\w-]+)/);
    assert.equal(path, `templates/_${name.replaceAll("-", "_")}.html`);
    assert.ok(laterImportsOf("static/js/chapter-panels.js").includes(`./${name}.js`), name);
    for (const [link] of read(path).matchAll(/<link[^>]*>/g)) assert.match(link, / disabled>/, path);
  }
});

for (const [template, entry] of [["index", "draw-page"], ["learn", "learn-page"], ["admin", "admin-page"], ["versions", "versions-page"], ["inbox", "inbox-page"], ["compare", "compare-page"], ["search", "search-page"], ["docs", "docs-page"]]) {
  test(`${template}.html preloads exactly the modules it needs at once, so that they come in one go`, () => {
    const listed = read(`templates/${template}.html`).match(/for module in \[([^\]]+)\]/)[1];
    const modules = [...listed.matchAll(/'([\w-]+)'/g)].map(([, name]) => `static/js/${name}.js`);
    assert.deepEqual(modules.sort(), [...needs(`static/js/${entry}.js`)].sort());
  });
}
