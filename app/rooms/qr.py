"""The QR code of a room's address, as SVG."""

import io
from functools import lru_cache


@lru_cache(64)
def qr_code(address: str) -> bytes:
    """An SVG of the code alone: black on white whatever the page's colours, since cameras want it so."""
    import segno  # takes 20 ms, so only when it is asked for

    image = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        image, kind="svg", border=2, light="#fff", dark="#000", omitsize=True, svgns=True, xmldecl=False
    )
    return image.getvalue()
