"""The sections of a report: each takes the examination and tells one thing of it, or nothing if it wasn't measured."""

import math

from ..evaluation.mistakes import Mistake
from ..exams.examination import Examination
from .calibration_chart import calibration_chart
from .markup import Markup, element, joined, section, table
from .png import png_url

NOTHING = Markup("")


def heading(examination: Examination) -> Markup:
    """Which version this is, and how it came to be."""
    facts = (
        element("div", element("dt", name), element("dd", value))
        for name, value in _facts(examination).items()
        if value
    )
    return element("header", element("h1", f"Inkling {examination.version}"), element("dl", *facts, class_="facts"))


def _facts(examination: Examination) -> dict[str, str]:
    metadata, config = examination.metadata, examination.metadata.network
    layers = " - ".join(f"{size:,}" for size in (metadata.inputs, *config.hidden_sizes, metadata.classes))
    seconds = f", {metadata.seconds:,.0f} s" if metadata.seconds is not None else ""
    return {
        "Layers": f"{layers}, {config.activation}, dropout {config.dropout_rate:g}",
        "Parameters": f"{examination.parameter_count:,}",
        "Learned from": _data(examination),
        "Training": f"{metadata.training.epochs:,} epochs{seconds}, finished {metadata.created_at}",
        "Machine": metadata.machine or "",
        "Starts from": metadata.parent_version or "",
        "Command": element("code", metadata.command) if metadata.command else "",
        "Notes": element("ul", *(element("li", note) for note in metadata.notes)) if metadata.notes else "",
        "Measured": f"{examination.measured_at}, on the test set of {examination.dataset.name}",
    }


def _data(examination: Examination) -> str:
    """The data set with the beginning of its checksum, and the pen drawings if there were any."""
    metadata, pens = examination.metadata, examination.metadata.pen_digits
    text = f"{metadata.dataset} (SHA-256 {metadata.dataset_checksum[:12]}...)"
    return f"{text} and {pens.get('training_drawings', '?')} drawings of {pens.get('file', '?')}" if pens else text


def figures(examination: Examination) -> Markup:
    """The figures that everyone asks for."""
    evaluation = examination.evaluation
    wrong = round(evaluation.examples * (1 - evaluation.accuracy))
    tiles = {
        "right": (f"{evaluation.accuracy:.2%}", f"of {evaluation.examples:,} test examples"),
        "wrong": (f"{1 - evaluation.accuracy:.2%}", f"{wrong:,} examples"),
        "loss": (f"{evaluation.loss:.4f}", "cross-entropy; 0 at best"),
        "refused": (f"{evaluation.refused:.2%}", "called unsure, or no digit"),
        "one image": (f"{examination.forward_seconds * 1000:.2f} ms", "for a forward pass"),
        "calibration error": (f"{evaluation.calibration_error:.4f}", "how far confidence is from accuracy"),
    }
    return section(
        "Figures",
        element("dl", *(
            element("div", element("dt", name), element("dd", element("b", value), " ", element("span", meaning)))
            for name, (value, meaning) in tiles.items()
        ), class_="tiles"),
    )  # fmt: skip


def confusion(examination: Examination) -> Markup:
    """What was taken for what; the more often, the deeper the colour."""
    counts, names = examination.evaluation.confusion, examination.dataset.class_names
    deepest = math.log1p(max(1, int(counts.max())))
    rows = [
        [_named(label, names), *(
            _count(int(count), right=column == label, depth=math.log1p(count) / deepest)
            for column, count in enumerate(row)
        ), f"{row[label] / max(1, row.sum()):.1%}"]
        for label, row in enumerate(counts)
    ]  # fmt: skip
    header = [
        "label",
        *(element("abbr", str(i), title=name) if name != str(i) else name for i, name in enumerate(names)),
        "right",
    ]
    return section("What was taken for what", table("Rows: label. Columns: prediction.", header, rows))


def _count(count: int, *, right: bool, depth: float) -> Markup:
    """A cell: blue where label and prediction agree, orange where not, and nothing for nothing."""
    if not count:
        return element("td", "")
    return element("td", f"{count:,}", class_="right" if right else "wrong", style=f"--depth:{depth:.2f}")


def mistakes(examination: Examination) -> Markup:
    """The mistakes that the network was surest of, as pictures."""
    if not examination.mistakes:
        return section("The surest mistakes", element("p", "There are none."))
    return section(
        "The surest mistakes",
        element("p", "Wrong answers, the surest first, each with its number in the test set."),
        element("ol", *(_mistake(each, examination) for each in examination.mistakes), class_="mistakes"),
    )


def _mistake(mistake: Mistake, examination: Examination) -> Markup:
    image = examination.dataset.test.images[mistake.index]
    label, prediction = (examination.dataset.class_names[each] for each in (mistake.label, mistake.prediction))
    grey = image.ndim == 2  # ink: shown dark on light paper
    picture = element(
        "img", src=png_url(255 - image if grey else image), alt=f"test example {mistake.index}: {label}",
        width=image.shape[1], height=image.shape[0], **({"class_": "ink"} if grey else {}),
    )  # fmt: skip
    said = joined(element("b", label), " taken for ", element("b", prediction))
    return element(
        "li", picture, element("p", said), element("p", f"{_sure(mistake.confidence)} sure, no.\u00a0{mistake.index}")
    )


def calibration(examination: Examination) -> Markup:
    """Confidence against accuracy, as a chart and as a table."""
    rows = [
        [f"{each.low:.0%} to {each.high:.0%}", f"{each.examples:,}", f"{each.confidence:.1%}", f"{each.accuracy:.1%}"]
        for each in examination.reliability
    ]
    numbers = table("Answers of like confidence", ["confidence", "answers", "on average", "right"], rows)
    said = (
        "Each bar holds the answers of like confidence: its height is the share that is right, the mark how sure "
        "they were on average, the number how many there are. Ideally bars end at the dashed line."
    )
    return section(
        "Is it as sure as it is right?",
        element("p", said),
        calibration_chart(examination.reliability),
        element("details", element("summary", "The same as a table"), numbers),
    )


def verdict(examination: Examination) -> Markup:
    """How much of what is no digit is refused, and which evidence tells it best."""
    exam = examination.verdict
    if exam is None:
        return NOTHING
    said = (
        f"{exam.refused:.1%} of fresh drawings that are no digits are called unsure or not a digit, and "
        f"{examination.evaluation.refused:.2%} of the test set's digits."
    )
    kinds = [[each.kind, f"{each.drawings:,}", f"{each.refused / each.drawings:.1%}"] for each in exam.kinds]
    areas = [[name, f"{area:.4f}"] for name, area in exam.areas.items()]
    return section(
        "Is it a digit at all?",
        element("p", said),
        table("Drawings that are no digits", ["kind", "drawings", "refused"], kinds),
        table("How well each evidence tells digits from others: 1 at best", ["evidence", "area under ROC"], areas),
    )


def pens(examination: Examination) -> Markup:
    """How many pen drawings were read in each condition."""
    exam = examination.pens
    if exam is None:
        return NOTHING
    header = ["condition", "sent as", "right", "wrong", "refused", "calibration error"]
    rows = [
        [
            each.condition,
            each.sent_as,
            f"{each.accuracy:.2%}",
            f"{each.drawings - each.right:,}",
            f"{each.refused:.2%}",
            f"{each.calibration_error:.4f}",
        ]
        for each in exam.results
    ]
    return section(
        "Pens of other people",
        element("p", f"{exam.file}: {exam.subject}, each sent in every condition. {exam.warning}"),
        table("Share of drawings that is read rightly", header, rows),
    )


def _named(label: int, names: tuple[str, ...]) -> str:
    return names[label] if names[label] == str(label) else f"{label} {names[label]}"


def _sure(confidence: float) -> str:
    """Rounded down, so that only a certain answer is 100% sure."""
    return f"{math.floor(confidence * 1000) / 10:.1f}%"
