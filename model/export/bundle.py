"""A bundle: a page's scripts, which import one another, as one script that a browser runs from a file.

Browsers refuse to import a module from file://. So each module becomes a function that is called once, those that it
imports before it:

    import { a as b } from "./x.js";    ->    const { a: b } = $modules["wing/x.js"];
    export const c = ...                ->    const c = ...      and at its end    return { c };

The code between stays as it was written, to be read in the file. It takes imports and exports as static/js writes them,
and refuses others.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from ..errors import ExportError
from .modules import IMPORT, modules_in_order, resolve

EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.M)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*|(?:await|=>) import\(.*", re.M)  # or fetched later


def bundle(folder: Path, entry: str, instead: Mapping[str, str]) -> str:
    """The script `entry` of `folder` with all that it needs; `instead` names files that stand in for others."""
    *needed, last = (_module(folder, name, instead) for name in modules_in_order(folder, entry, instead))
    functions = (
        f'$modules["{name}"] = (() => {{\n{code}\nreturn {{ {names} }};\n}})();' for name, code, names in needed
    )
    return "\n\n".join(["const $modules = {};", *functions, last[1]])


def _module(folder: Path, name: str, instead: Mapping[str, str]) -> tuple[str, str, str]:
    """(name, code, names of its exports) of one module."""

    def taken(found: re.Match[str]) -> str:
        needed = resolve(name, found[2])
        return f'const {{{found[1].replace(" as ", ": ")}}} = $modules["{instead.get(needed, needed)}"];'

    source = (folder / name).read_text(encoding="utf-8")
    code = EXPORT.sub(r"\1 \2", IMPORT.sub(taken, source))
    if odd := LEFT_OVER.search(code):
        raise ExportError(f"{name} can't go into one file: rewrite {odd[0]!r} as the other scripts do.")
    return name, code.strip(), ", ".join(exported for _, exported in EXPORT.findall(source))
