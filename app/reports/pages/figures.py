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


COUNTED = {
    CountOf.FAMILIES: ("family", "families"),
    CountOf.ASSESSMENTS: ("assessment", "assessments"),
    CountOf.AUDITED_LINES: ("claim line", "claim lines"),
    CountOf.ASSURANCE_VISITS: ("assurance visit", "assurance visits"),
    CountOf.ASSURANCE_ACTIONS: ("action", "actions"),
    CountOf.CONSENTS: ("decision about consent", "decisions about consent"),
    CountOf.QUALITY_REVIEWS: ("review", "reviews"),
    CountOf.REVIEW_ACTIONS: ("action", "actions"),
    CountOf.CHILDREN: ("child", "children"),
    CountOf.INVITATIONS: ("invitation", "invitations"),
    CountOf.REFERRALS: ("referral", "referrals"),
    CountOf.TRAINING_PLACES: ("training place", "training places"),
    CountOf.PRACTITIONERS: ("practitioner", "practitioners"),
    CountOf.AGREEMENTS: ("agreement", "agreements"),
}
"""What the members of a count are called, one and more."""


def _heading(figure: Figure) -> str:
    """17 families · 94% · £1,200,000."""
    value = printed(figure)
    if figure.members_are is None:
        return value
    one, more = COUNTED[figure.members_are]
    return f"{value} {one if figure.value == 1 else more}"


def _in_words(axis: str) -> str:
    return axis.replace("-", " ").capitalize()
