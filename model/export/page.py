"""The page to take home: templates/pages/portable.html with all that it names inside, so that it works from any disk.

Scripts and styles are those of the server's own page. The file may run these and nothing else, and may speak to nobody:
its content security policy knows them by their checksums.
"""

import hashlib
import json
import re
from base64 import b64encode
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from .. import __version__
from ..checkpoints.checkpoint import Checkpoint
from ..project import SHIPPED
from .bundle import bundle
from .golden import golden
from .model_card import model_card
from .quantization import quantized

LANGUAGE = "en"
INSTEAD = {"common/api.js": "portable/offline-api.js"}

PRELOAD = re.compile(r'[ \t]*<link rel="preload"[^>]*>\n')
STYLE = re.compile(r'<link rel="stylesheet" href="/([\w./-]+)">')
SCRIPT = re.compile(r'<script( type="module")? src="/static/js/([\w/-]+\.js)"></script>')
PICTURE = re.compile(r'(src|href)="/([\w./-]+\.svg)"')
CHARSET = '<meta charset="utf-8">'


def as_page(version: str, checkpoint: Checkpoint) -> str:
    """The whole HTML file, in English; its script changes to Chinese where the browser prefers that."""
    texts = json.loads(_read("static/messages.json"))
    html = PRELOAD.sub("", _rendered(version, model_card(version, checkpoint), texts))
    html = STYLE.sub(lambda found: f"<style>\n{_read(found[1])}</style>", html)
    html = SCRIPT.sub(
        lambda found: f"<script{found[1] or ''}>\n{bundle(SHIPPED / 'static/js', found[2], INSTEAD)}\n</script>", html
    )
    html = PICTURE.sub(lambda found: f'{found[1]}="{_data_url(found[2])}"', html)
    html = html.replace(CHARSET, f"{CHARSET}\n  {_policy(html)}")
    data = {
        "messages": texts,
        "network": quantized(version, checkpoint),
        "golden": golden(checkpoint),
        "facts": _facts(version, checkpoint),
    }
    return html.replace("</body>", "\n".join([*map(_data_block, data, data.values()), "</body>"]))


def _rendered(version: str, card: str, texts: dict[str, dict[str, str]]) -> str:
    templates = Environment(loader=FileSystemLoader(SHIPPED / "templates"), autoescape=select_autoescape())
    templates.filters["joined"] = lambda links: links  # asked of a server; here the styles are inside
    page = templates.get_template("pages/portable.html")
    return page.render(
        version=version, card=card, release=__version__, lang=LANGUAGE, offline=True, t=lambda key: texts[key][LANGUAGE]
    )


def _facts(version: str, checkpoint: Checkpoint) -> dict[str, Any]:
    accuracy = checkpoint.metadata.metrics.get("test_accuracy")
    return {"version": version, "parameters": checkpoint.network.parameter_count, "accuracy": accuracy}


def _policy(html: str) -> str:
    """Which scripts and styles may run: those in the page. Data blocks don't run, so they need no leave."""
    allowed = {
        kind: " ".join(
            f"'sha256-{_checksum(code)}'" for code in re.findall(rf"<{kind}[^>]*>(.*?)</{kind}>", html, re.S)
        )
        for kind in ("script", "style")
    }
    rules = f"default-src 'none'; script-src {allowed['script']}; style-src {allowed['style']}; img-src data:"
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def _data_block(name: str, value: object) -> str:
    """Data for the page's script; no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _checksum(code: str) -> str:
    return b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


def _data_url(path: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode((SHIPPED / path).read_bytes()).decode('ascii')}"


def _read(path: str) -> str:
    return (SHIPPED / path).read_text(encoding="utf-8")
