"""Children as the CAF reports count them: once a year, and as members of vulnerable groups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.periods import Period, financial_year_label, financial_year_of
from app.reports.rules.caf_facts import ChildRow
from app.reports.rules.caf_values import BOTH, CAF_ONLY, FAMILY_ONLY, PREGNANCY


@dataclass(frozen=True, slots=True)
class ChildInYear:
    """A child assessed in a financial year, and by what: a CAF, a family assessment, or both."""

    child_id: UUID
    year: str
    assessed_by: str


def in_years(children: Iterable[ChildRow]) -> Iterator[ChildInYear]:
    """Each child once for each financial year in which an assessment that covers it was initiated."""
    for child in children:
        by_year: dict[int, set[str]] = {}
        for each in child.assessed:
            by_year.setdefault(financial_year_of(each.initiated_on), set()).add(each.kind)
        for year, kinds in sorted(by_year.items()):
            yield ChildInYear(child.child_id, financial_year_label(year), _by(kinds))


def _by(kinds: set[str]) -> str:
    if len(kinds) > 1:
        return BOTH
    return CAF_ONLY if kinds == {"caf"} else FAMILY_ONLY


def is_supported(child: ChildRow, within: Period) -> bool:
    """Whether a CAF or a family assessment covered a child at any time in a period."""
    return any(_was_open(each.initiated_on, each.closed_on, within) for each in child.assessed)


def groups_of(child: ChildRow, within: Period) -> tuple[str, ...]:
    """The vulnerable groups of a child; teenage pregnancy is told by an assessment of the period alone."""
    pregnancy = any(
        each.for_teenage_pregnancy and _was_open(each.initiated_on, each.closed_on, within)
        for each in child.assessed
    )
    return ((PREGNANCY,) if pregnancy else ()) + child.groups


def _was_open(initiated_on: date, closed_on: date | None, within: Period) -> bool:
    return initiated_on <= within.last and (closed_on is None or closed_on >= within.first)
