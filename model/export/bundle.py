"""A bundle: a page's scripts, which import one another, as one script that a browser runs from a file.

Browsers refuse to import a module from file://. So each module becomes a function that is called once, those that it
imports before it:

    import { a as b } from "./x.js";    ->    const { a: b } = $modules["x.js"];
    export const c = ...                ->    const c = ...      and at its end    return { c };

The code between stays as it was written, to be read in the file. It takes imports and exports as static/js writes them,
and refuses others.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import ExportError

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";$', re.M)
EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.M)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*|(?:await|=>) import\(.*", re.M)  # or fetched later


def bundle(folder: Path, entry: str, instead: Mapping[str, str]) -> str:
    """The script `entry` of `folder` with all that it needs; `instead` names files that stand in for others."""
    *needed, last = _in_order(folder, entry, instead, {})
    functions = (
        f'$modules["{name}"] = (() => {{\n{code}\nreturn {{ {names} }};\n}})();' for name, code, names in needed
    )
    return "\n\n".join(["const $modules = {};", *functions, last[1]])


def _in_order(
    folder: Path, name: str, instead: Mapping[str, str], seen: dict[str, None]
) -> Iterator[tuple[str, str, str]]:
    """(name, code, names of its exports) of each module that `name` needs, then of itself."""
    seen[name] = None
    source = (folder / name).read_text(encoding="utf-8")
    for needed in (instead.get(each, each) for _, each in IMPORT.findall(source)):
        if needed not in seen:
            yield from _in_order(folder, needed, instead, seen)
    code = IMPORT.sub(lambda found: _taken(found[1], instead.get(found[2], found[2])), source)
    code = EXPORT.sub(r"\1 \2", code)
    if odd := LEFT_OVER.search(code):
        raise ExportError(f"{name} can't go into one file: rewrite {odd[0]!r} as the other scripts do.")
    yield name, code.strip(), ", ".join(exported for _, exported in EXPORT.findall(source))


def _taken(names: str, module: str) -> str:
    return f'const {{{names.replace(" as ", ": ")}}} = $modules["{module}"];'
