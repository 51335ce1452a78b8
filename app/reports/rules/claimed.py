"""The measures of a signed return, counted from the lines that it claims, keeps and takes back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from app.reports.rules.facts import ResultRow, ReturnLineRow
from app.reports.rules.figures import Figure, figure_id
from app.reports.rules.measures import Derived, Measure
from app.reports.rules.results import RESULTS_MONEY, RETURN_LINES, TURNED_AROUND_FUNDED_ELSEWHERE
from app.reports.rules.vocabulary import CountOf, Unit

CLAIMED, STANDS, TAKEN_BACK = "claimed", "stands", "taken-back"

CLAIMS_TAKEN_BACK = Measure[ReturnLineRow](
    "families.claims-taken-back",
    "Families with a line that counted on the last return and stands no more: not valid, or corrected.",
    lambda row: row.part == TAKEN_BACK,
    ((),),
    CountOf.FAMILIES,
)
MONEY_TAKEN_BACK = Derived(
    "money.claims-taken-back",
    "What the lines that counted on the last return and stand no more came to, in whole pence.",
)
DIFFERENCE = Derived(
    "money.difference",
    "What this return claims less what it takes back, in whole pence.",
)

OF_LINES = "Counted from lines that have passed internal audit: so far, those submitted and not taken back."

DEFINITIONS: Mapping[str, str] = {
    **{
        each.name: f"{each.definition} {OF_LINES}" for each in (*RETURN_LINES, TURNED_AROUND_FUNDED_ELSEWHERE)
    },
    RESULTS_MONEY.name: "What the lines claimed come to, in whole pence; £0 for families funded elsewhere.",
}
"""What the measures of results count on a signed return, in place of results as evaluated."""


def result_rows(lines: Iterable[ReturnLineRow]) -> tuple[ResultRow, ...]:
    """A row for each family whose lines count, as the measures of results read it, in id order."""
    by_family: dict[UUID, list[ReturnLineRow]] = defaultdict(list)
    for line in lines:
        if line.part != TAKEN_BACK:
            by_family[line.family_id].append(line)
    return tuple(_row(family_id, by_family[family_id]) for family_id in sorted(by_family))


def _row(family_id: UUID, lines: Sequence[ReturnLineRow]) -> ResultRow:
    ordered = sorted(lines, key=lambda line: (line.route, line.line_id))
    return ResultRow(
        family_id=family_id,
        cohort_year=ordered[0].cohort_year,
        funded_elsewhere=any(line.funded_elsewhere for line in ordered),
        is_eligible=True,
        outcomes=tuple((line.route, "pass") for line in ordered),
        payments=tuple((line.route, line.value_pence) for line in ordered if line.value_pence),
        claimed_before=tuple(line.route for line in ordered if line.part == STANDS),
    )


def difference(lines: Sequence[ReturnLineRow], as_at: date) -> list[Figure]:
    """What a return takes back, and what it claims less that."""
    gone = [line for line in lines if line.part == TAKEN_BACK]
    back = sum(line.value_pence for line in gone)
    claimed = sum(line.value_pence for line in lines if line.part == CLAIMED)
    taken_back = Figure(
        MONEY_TAKEN_BACK.name,
        (),
        as_at,
        Unit.PENCE,
        back,
        members=tuple(sorted({line.family_id for line in gone if line.value_pence})),
        members_are=CountOf.FAMILIES,
        formula="The sum, over the families listed, of the lines that stand no more.",
    )
    inputs = (figure_id(RESULTS_MONEY.name, (("span", "in-window"),), as_at), taken_back.id)
    return [
        taken_back,
        Figure(
            DIFFERENCE.name,
            (),
            as_at,
            Unit.PENCE,
            claimed - back,
            formula="What is claimed in this window, less what is taken back.",
            inputs=inputs,
        ),
    ]
