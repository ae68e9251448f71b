"""The contract of a network outside Inkling: what must be done to a drawing before, and to the answer after.

A network by itself only maps 784 numbers to ten. Most of what goes wrong with an exported model goes wrong around it:
another pen, another place on the 28x28, grey where there was ink. So each file that leaves carries this along.
"""

from ..checkpoints.checkpoint import Metadata
from ..preprocessing.framing import BOX_SIZE, IMAGE_SIZE, INK_THRESHOLD, MIDDLE, PEN_WIDTH
from ..preprocessing.stroke_width import THICKEST, THINNEST


def signature(version: str, metadata: Metadata) -> dict[str, str]:
    """All that a caller must know, by name, as text."""
    facts = {
        "version": version,
        "created_at": metadata.created_at,
        "dataset": metadata.dataset,
        "preprocessing": metadata.preprocessing,
        "inputs": f"{metadata.inputs} numbers, row by row, 0.0 = paper and 1.0 = full ink",
        "temperature": "1.0: the logits are calibrated already, since the last layer was divided by its temperature",
    }
    if metadata.inputs == IMAGE_SIZE**2:
        facts["framing"] = _FRAMING
    if metadata.thresholds:
        facts["evidence"] = "sum(probabilities * log(10 * probabilities)), in nats"
        facts["unsure_below"] = repr(metadata.thresholds.unsure_below)
        facts["not_a_digit_below"] = repr(metadata.thresholds.not_a_digit_below)
    return facts


_FRAMING = (
    f"Light ink on dark 0.0 paper, {IMAGE_SIZE}x{IMAGE_SIZE}. Cut the drawing to its ink of at least {INK_THRESHOLD}; "
    f"scale its longer side to {BOX_SIZE} pixels by averaging areas; lay its centre of mass on the place {MIDDLE}, "
    f"{MIDDLE} (pixel i reaches from i to i + 1). Strokes are inked with a round pen {PEN_WIDTH} pixels wide; the pen "
    f"of a picture is brought to between {THINNEST} and {THICKEST} pixels."
)
