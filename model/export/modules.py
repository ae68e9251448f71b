"""ES modules: what a script of static/js imports, and the order in which a browser runs what it needs.

The page to take home is bundled in that order, and the server's pages preload what they need by it.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

IMPORT_LATER = re.compile(r'\bawait import\("(\.\.?/[\w./-]+\.js)"\)')
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w./-]+\.js)";$', re.M)


def modules_in_order(folder: Path, entry: str, instead: Mapping[str, str]) -> Iterator[str]:
    """`entry` and all modules that it needs at once, as paths in `folder`, each after those that it imports.

    `instead` names modules that stand in for others. Those that a script fetches later, with import(), are not needed.
    """
    return _in_order(folder, entry, instead, {})


def modules_in_all(folder: Path, entry: str) -> set[str]:
    """`entry` and all modules that it needs, at once or later."""
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        needed = set(modules_in_order(folder, waiting.pop(), {})) - found
        found |= needed
        for name in needed:
            later = IMPORT_LATER.findall((folder / name).read_text(encoding="utf-8"))
            waiting += [resolve(name, address) for address in later]
    return found


def resolve(importer: str, address: str) -> str:
    """What `importer` means by an address: resolve("pages/learn.js", "../learn/state.js") -> "learn/state.js"."""
    return normpath(join(dirname(importer), address))


def _in_order(folder: Path, name: str, instead: Mapping[str, str], seen: dict[str, None]) -> Iterator[str]:
    seen[name] = None
    for _, address in IMPORT.findall((folder / name).read_text(encoding="utf-8")):
        needed = resolve(name, address)
        needed = instead.get(needed, needed)
        if needed not in seen:
            yield from _in_order(folder, needed, instead, seen)
    yield name
