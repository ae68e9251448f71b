// What holds for every file of the page.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";

const ROOT = new URL("../../", import.meta.url);
const LONGEST_FILE = 250;

const list = (folder) =>
  readdirSync(new URL(folder, ROOT), { recursive: true })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => folder + name);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const scripts = list("static/js/");
const templates = list("templates/");
const styles = list("static/css/");

const importsOf = (path) => [...read(path).matchAll(/^(?:import \{[^}]*\} from|import) "([^"]+)";/gm)].map(([, target]) => target);

/** What it fetches later, when somebody comes to it. */
const laterImportsOf = (path) => [...read(path).matchAll(/\bawait import\("([^"]+)"\)/g)].map(([, target]) => target);

test("every import is a script of this folder, written with its .js", () => {
  for (const path of scripts) {
    for (const target of [...importsOf(path), ...laterImportsOf(path)]) {
      assert.match(target, /^\.\.?\/[\w./-]+\.js$/, path);
      assert.ok(scripts.includes(join(dirname(path), target)), `${path}: ${target}`);
    }
  }
});

test("static/README.md names each script in its wing, after all that it imports", () => {
  const named = []; // in the order of the table
  for (const [, wing, files] of read("static/README.md").matchAll(/^\| `([\w/]+)` \|[^|]+\|(.+)\|$/gm)) {
    named.push(...[...files.matchAll(/`([\w-]+)`/g)].map(([, name]) => `static/js/${wing}/${name}.js`));
  }
  assert.deepEqual([...named].sort(), [...scripts].sort());
  for (const path of scripts) {
    for (const target of [...importsOf(path), ...laterImportsOf(path)]) {
      assert.ok(named.indexOf(join(dirname(path), target)) < named.indexOf(path), `${path}: ${target}`);
    }
  }
});

test("what is exported is imported somewhere", () => {
  const known = [...scripts, ...list("tests/static/"), "tests/model/export/test_portable.py"].map(read).join("\n");
  const imported = [...known.matchAll(/(?:import|const) \{([^}]+)\} (?:from|= await import)|\)\)\.(mount\w+)/g)];
  const names = new Set(imported.flatMap(([, several, one]) => one ?? several.split(/ as \w+|[,\s]+/)));
  for (const path of scripts) {
    for (const [, name] of read(path).matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm)) {
      assert.ok(names.has(name), `${path}: ${name}`);
    }
  }
});

test("an address is put under the server's own path, by addresses.js", () => {
  for (const path of scripts) assert.doesNotMatch(read(path), /(?:\.href = |\.(?:replace|assign)\()[`"]\//, path);
});

test("only request.js talks to the server", () => {
  for (const path of scripts.filter((path) => !path.endsWith("/request.js"))) {
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
  const later = laterImportsOf("static/js/pages/learn-panels.js");
  assert.ok(panels.length >= 15);
  for (const path of panels) {
    const [, name] = read(path).match(/<section class="([\w-]+)/);
    assert.equal(path, `templates/learn/_${name.replaceAll("-", "_")}.html`);
    assert.ok(later.some((script) => script.endsWith(`/${name}.js`)), name);
    for (const [link] of read(path).matchAll(/<link[^>]*>/g)) assert.match(link, / disabled>/, path);
  }
});

test("a page preloads what its script needs, so that all of it comes in one go", () => {
  for (const path of templates) {
    const preloaded = [...read(path).matchAll(/\{\{ preload\("([^"]+)"\) \}\}/g)].map(([, entry]) => entry);
    const run = [...read(path).matchAll(/<script type="module" src="\/static\/js\/([^"]+)">/g)].map(([, entry]) => entry);
    if (path !== "templates/pages/portable.html") assert.deepEqual(preloaded, run, path); // that one holds its scripts
  }
});
