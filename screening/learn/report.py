"""A report of an evaluation as one HTML page with plots in SVG: nothing is loaded from anywhere."""

from html import escape

import numpy as np
from numpy.typing import NDArray

from screening.learn.evaluate import FEW, PRIORS, Evaluation, Figures, Mistake, lines
from screening.learn.measures import precision_recall, reliability

_WIDTH, _HEIGHT, _MARGIN = 320, 220, 34  # pixels
_BINS = 40
_STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; color: black }
table { border-collapse: collapse } td, th { padding: .2em .8em; text-align: left; border-bottom: 1px solid silver }
svg { margin: 0 1em 1em 0 } text { font-size: 11px; fill: gray } figure { display: inline-block; margin: 0 }
"""
_INKS = {"own": "#b3261e", "benign": "#1f6f54", "hard": "#8a6d00", "line": "#1d4ed8"}

Values = NDArray[np.float64]


def page_of(evaluation: Evaluation, title: str) -> str:
    """The report.

    Args:
        evaluation: the figures.
        title: of the page; the name of the file that was judged.
    """
    parts = [f"<h1>{escape(title)}</h1><p>Rules {evaluation.ruleset[:16]}</p>"]
    parts += [f"<pre>{escape(chr(10).join(lines(evaluation)))}</pre>"]
    parts += [_section(category, figures) for category, figures in evaluation.categories.items()]
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
    return head + "".join(parts) + "</html>\n"


def _section(category: str, figures: Figures) -> str:
    few = f"<p>Fewer than {FEW} of it: these figures promise nothing.</p>" if len(figures.own) < FEW else ""
    recall, precision = precision_recall(figures.own, figures.benign)
    plots = [_plot("precision by recall, against benign", [(_INKS["line"], recall, precision)])]
    harmless = np.concatenate([figures.benign, figures.hard])
    for prior in PRIORS:
        found = reliability(figures.own, harmless, prior)
        even = np.array([0.0, 1.0])
        curves = [("silver", even, even), (_INKS["line"], found.said, found.seen)]
        plots.append(_plot(f"seen by said, prior {prior:.0%}, error {found.error:.4f}", curves))
    plots.append(_histogram(figures))
    high = [mistake for mistake in figures.mistakes if mistake.label != category]
    low = [mistake for mistake in figures.mistakes if mistake.label == category]
    tables = _table("Benign, and scored highest", high) + _table("Of the category, and scored lowest", low)
    return f"<h2>{escape(category)}</h2>{few}{''.join(plots)}{tables}"


def _plot(caption: str, curves: list[tuple[str, Values, Values]]) -> str:
    """Lines in the unit square."""
    drawn = "".join(
        f'<polyline fill="none" stroke="{ink}" points="{_points(xs, ys)}"/>' for ink, xs, ys in curves if len(xs)
    )
    return _figure(caption, drawn, ("0", "1"), ("0", "1"))


def _histogram(figures: Figures) -> str:
    """Shares of the scores of each group, by root, so that rare ones are seen."""
    groups = {"own": figures.own, "benign": figures.benign, "hard": figures.hard}
    every = np.concatenate(list(groups.values()))
    low, high = float(every.min()), float(max(every.max(), every.min() + 1))
    drawn, caption = [], []
    for name, scores in groups.items():
        if len(scores):
            counts, _ = np.histogram(scores, _BINS, (low, high))
            ys = np.repeat(np.sqrt(counts / len(scores)), 2)
            xs = np.repeat(np.linspace(0, 1, _BINS + 1), 2)[1:-1]
            drawn.append(f'<polyline fill="none" stroke="{_INKS[name]}" points="{_points(xs, ys)}"/>')
            caption.append(f'<tspan fill="{_INKS[name]}"> {name}</tspan>')
    return _figure(
        "root of share by score:" + "".join(caption), "".join(drawn), (f"{low:.0f}", f"{high:.0f}"), ("0", "1")
    )


def _figure(caption: str, drawn: str, across: tuple[str, str], up: tuple[str, str]) -> str:
    right, bottom = _WIDTH - _MARGIN, _HEIGHT - _MARGIN
    corner, size = f'x="{_MARGIN}" y="{_MARGIN}"', f'width="{right - _MARGIN}" height="{bottom - _MARGIN}"'
    frame = f'<rect {corner} {size} fill="none" stroke="silver"/>'
    texts = "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'
        for x, y, anchor, text in (
            (_MARGIN, _MARGIN - 10, "start", caption),
            (_MARGIN, bottom + 16, "start", across[0]),
            (right, bottom + 16, "end", across[1]),
            (_MARGIN - 6, bottom, "end", up[0]),
            (_MARGIN - 6, _MARGIN + 10, "end", up[1]),
        )
    )
    return f'<figure><svg width="{_WIDTH}" height="{_HEIGHT}" role="img">{frame}{texts}{drawn}</svg></figure>'


def _points(xs: Values, ys: Values) -> str:
    """Points in pixels; of many, some 500, for no screen shows more."""
    step = max(1, len(xs) // 500)
    right, bottom = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
    pairs = zip(xs[::step].tolist(), ys[::step].tolist(), strict=True)
    return " ".join(f"{_MARGIN + x * right:.1f},{_HEIGHT - _MARGIN - y * bottom:.1f}" for x, y in pairs)


def _table(title: str, mistakes: list[Mistake]) -> str:
    rows = "".join(
        f"<tr><td>{escape(m.domain)}<td>{escape(m.label)}<td>{m.score}<td>{escape('; '.join(m.signals))}</tr>"
        for m in mistakes
    )
    return f"<h3>{title}</h3><table><tr><th>name<th>label<th>score<th>what its name says</tr>{rows}</table>"
