"""A figure opened: its value, what it counts, and the families, assessments or figures behind it."""

from collections.abc import Callable

from flask import render_template

from app.reports.rules.figures import Figure, printed
from app.reports.rules.vocabulary import CountOf
from app.reports.views import OpenedFigure


def figure_page(opened: OpenedFigure, *, came_from: tuple[str, str], address_of: Callable[[str], str]) -> str:
    """The page of a figure. came_from: words and address of the way back; address_of: where inputs open."""
    figure = opened.figure
    return render_template(
        "reports/figure.html",
        opened=opened,
        figure=figure,
        heading=_heading(figure),
        places=[(_in_words(axis), value) for axis, value in figure.coordinates],
        inputs=[(each, printed(each, places=2), address_of(each.id)) for each in opened.inputs],
        came_from=came_from,
    )


def _heading(figure: Figure) -> str:
    """17 families · 94% · £1,200,000."""
    value = printed(figure)
    match figure.members_are:
        case CountOf.FAMILIES:
            return f"{value} {'family' if figure.value == 1 else 'families'}"
        case CountOf.ASSESSMENTS:
            return f"{value} {'assessment' if figure.value == 1 else 'assessments'}"
        case CountOf.AUDITED_LINES:
            return f"{value} {'claim line' if figure.value == 1 else 'claim lines'}"
        case CountOf.ASSURANCE_VISITS:
            return f"{value} {'assurance visit' if figure.value == 1 else 'assurance visits'}"
        case CountOf.ASSURANCE_ACTIONS:
            return f"{value} {'action' if figure.value == 1 else 'actions'}"
        case None:
            return value


def _in_words(axis: str) -> str:
    return axis.replace("-", " ").capitalize()
