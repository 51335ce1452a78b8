"""Two releases compared, or one with the records as they stand: what moved, and why."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for

from app import govuk
from app.reports import services
from app.reports.pages.blueprint import council_name, pages
from app.reports.rules.figures import printed
from app.reports.rules.restatement import Reason
from app.reports.rules.vocabulary import CountOf, ReleaseKind
from app.reports.views import Comparison, ReleaseSummary, RestatedRecord, why_in_words

NOW = "now"
SHOWN = 200
"""How many records a page lists; the rest are found by choosing a reason or a figure, or over the API."""

Offered = list[dict[str, Any]]


@pages.get("/reports/compare")
def compare() -> str:
    """What moved between two releases of one kind, or between a report and now, and why.

    reason, figure: list the records that stand under one reason, or moved one figure.
    """
    first, second = _release_named("first"), request.args.get("second", "")
    if second == NOW:
        found = services.compare_with_now(first, as_at=None, organisation=council_name(), actor=govuk.actor())
    else:
        found = services.compare_releases(first, _release_named("second"), actor=govuk.actor())
    reason, figure_id = _reason(), request.args.get("figure")
    records = _chosen(found, reason, figure_id)

    def address(**chosen: Any) -> str:
        return url_for("reports_pages.compare", first=first, second=second, **chosen)

    return render_template(
        "reports/compare.html",
        comparison=found,
        printed=printed,
        why=why_in_words,
        counted=[
            (each, counts.get(CountOf.FAMILIES, 0), counts.get(CountOf.ASSESSMENTS, 0))
            for each, counts in found.reasons.items()
        ],
        chosen=reason.label.lower() if reason else figure_id,
        records=records[:SHOWN],
        number=len(records),
        address=address,
        is_filtered=reason is not None or figure_id is not None,
    )


def to_compare(found: Sequence[ReleaseSummary]) -> tuple[Offered, Offered] | None:
    """What may be compared, a release with another of its kind or with now; None while there is nothing to.

    The two newest of one kind are chosen to begin with; else the newest report, and now.
    """
    reports = [each for each in found if each.kind is ReleaseKind.BOARD_REPORT]
    pairs = ((before, after) for after, before in combinations(found, 2) if before.kind is after.kind)
    chosen = next(pairs, None)
    if chosen is None and not reports:
        return None
    first, second = chosen or (reports[0], None)
    now = {
        "value": NOW,
        "text": "The records as they stand, as at the report’s day",
        "selected": second is None,
    }
    return _offered(found, first), [*_offered(found, second), now]


def _offered(found: Sequence[ReleaseSummary], chosen: ReleaseSummary | None) -> Offered:
    return [
        {
            "value": each.id,
            "text": f"{each.title} ({each.profile}), as at {govuk.long_date(each.as_at)}, "
            f"made {govuk.at_time(each.made_at)}",
            "selected": each is chosen,
        }
        for each in found
    ]


def _chosen(found: Comparison, reason: Reason | None, figure_id: str | None) -> Sequence[RestatedRecord]:
    records = found.of_figure(figure_id) if figure_id is not None else found.records
    return [each for each in records if reason is None or each.reason is reason]


def _reason() -> Reason | None:
    """The reason that the address names; anything else is a page that there is not."""
    try:
        return Reason(request.args["reason"]) if "reason" in request.args else None
    except ValueError:
        abort(404)


def _release_named(name: str) -> UUID:
    """The release that the address names; anything else is a page that there is not."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        abort(404)
