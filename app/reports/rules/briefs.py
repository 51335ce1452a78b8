"""A one-page brief for an agency or an establishment, beside a similar group that nobody can tell apart.

Its own cases are exact: they are its own. Of the group there is a median, and the middle half where the group
is large enough, of shares and means alone, each member with enough cases, rounded, and never a name, a
number of cases, a place in an order, or an end of the range.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from app.periods import written_date
from app.reports.disclosure.safe import clear
from app.reports.rules import exceptions, partners
from app.reports.rules.caf_values import quarter_label
from app.reports.rules.derived import percent
from app.reports.rules.document import (
    Block,
    Document,
    Number,
    Paragraph,
    Row,
    Section,
    Stamp,
    Table,
    Text,
    say,
)
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Frozen
from app.reports.rules.measures import Derived, Measure
from app.reports.rules.partner_rows import ATTENDED
from app.reports.rules.vocabulary import Profile, ReleaseKind, Unit

LEAST_MEMBERS = 5
"""The fewest members of a group for a median: of fewer, one who knows the others could tell one."""
LEAST_FOR_RANGE = 8
"""The fewest members for the middle half."""
LEAST_CASES = 6
"""The fewest cases of a member for it to count: one to five are hidden in what is published."""
ROUNDED_TO = 5
"""What a group's figures are rounded to, in points or days."""
SIMILAR = 2
"""How many times as many practitioners, or as few, a similar member has."""
OWN = (("of", "here"),)
"""The coordinates of a figure of a brief's own cases."""
TOO_FEW: Text = ("Too few",)


@dataclass(frozen=True, slots=True)
class UnitOf:
    """An agency or an establishment. kind: what it is compared within: a sector, or an agency."""

    id: UUID
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a unit is compared with, and how they were chosen, in words. members: none when too few are."""

    members: frozenset[UUID]
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a brief: the cases counted in it, and of those, the part or the days."""

    words: str
    derived: Derived
    rows: str
    identify: str
    base: Measure[Any]
    part: Callable[[Any], bool] | None = None
    days: Callable[[Any], int | None] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a unit's rows come to in a line. days: of each case, for a mean."""

    base: tuple[UUID, ...] = ()
    part: tuple[UUID, ...] = ()
    days: tuple[int, ...] = field(default=())

    def value(self, line: Line) -> Decimal | None:
        """The share in percent, or the mean of days; None of nothing."""
        if line.days is None:
            return percent(len(self.part), len(self.base))
        return Decimal(round(sum(self.days) / len(self.days))) if self.days else None


def group_of(unit: UnitOf, others: Iterable[UnitOf]) -> Group:
    """The similar group of a unit: of its kind and size, or else of its kind, or else none.

    others: all units of the same sort; the unit itself is never among its group.
    """
    rest = [each for each in others if each.id != unit.id and each.size]
    of_kind = [each for each in rest if each.kind == unit.kind]
    alike = [
        each for each in of_kind if unit.size <= each.size * SIMILAR and each.size <= unit.size * SIMILAR
    ]
    for chosen, words in (
        (alike, "of its kind, with half to twice as many practitioners"),
        (of_kind, "of its kind, of any size: too few are of its size"),
        (rest, "of every kind: too few are of its own"),
    ):
        if len(chosen) >= LEAST_MEMBERS:
            return Group(
                frozenset(each.id for each in chosen),
                f"The similar group are others {words}. It is not named, and nobody is ranked.",
            )
    return Group(
        frozenset(),
        "There is no comparison: fewer than five others could be compared with, and of so few somebody could "
        "work out one.",
    )


def lines(as_at: date) -> tuple[Line, ...]:
    """The lines of a brief, by the measures of the board report."""
    on_time = exceptions.reviewed_on_time(as_at)
    return (
        Line(
            "Families overseen on time",
            partners.SHARE_OVERSEEN,
            "worked",
            "family_id",
            partners.CURRENT,
            partners.OVERSEEN.includes,
        ),
        Line(
            "Families led by default",
            partners.SHARE_BY_DEFAULT,
            "worked",
            "family_id",
            partners.CURRENT,
            partners.BY_DEFAULT_LED.includes,
        ),
        Line(
            "First CAF reviews on time",
            exceptions.SHARE_REVIEWED,
            "assessments",
            "assessment_id",
            exceptions.review_due(as_at),
            on_time.includes,
        ),
        Line(
            "Days from consent to assessment",
            exceptions.DAYS_TO_ASSESSMENT,
            "assessments",
            "assessment_id",
            exceptions.ASSESSED,
            days=lambda row: (row.assessment_completed_on - row.consented_on).days,
        ),
        Line(
            "Team meetings attended",
            partners.SHARE_ATTENDED,
            "invitations",
            "invitation_id",
            partners.INVITATIONS,
            lambda row: row.answer == ATTENDED,
        ),
        Line(
            "Practitioners trained",
            TRAINED,
            "practitioners",
            "practitioner_id",
            partners.PRACTITIONERS,
            partners.TRAINED.includes,
        ),
        Line(
            "Practitioners with a mentor",
            MENTORED,
            "practitioners",
            "practitioner_id",
            partners.PRACTITIONERS,
            partners.MENTORED.includes,
        ),
        Line(
            "Days from referral to decision",
            partners.DAYS_TO_DECISION,
            "referrals",
            "referral_id",
            partners.DECIDED,
            days=lambda row: (row.decided_on - row.referred_on).days,
        ),
    )


TRAINED = Derived("practitioners.share-trained", "Practitioners trained, as a share of those posted.")
MENTORED = Derived(
    "practitioners.share-with-mentor", "Practitioners with a mentor, as a share of those posted."
)


def definitions(as_at: date) -> dict[str, str]:
    """What each count of a brief's own cases counts, by its measure; and what each share and mean is."""
    return {
        name: words
        for line in lines(as_at)
        for name, words in (
            (_base_name(line), line.base.definition),
            (line.derived.name, line.derived.definition),
        )
    }


def is_own(figure: Figure) -> bool:
    """Whether a figure is of a brief's own cases, not of the group's."""
    return figure.coordinates == OWN


def found_by_unit(frozen: Frozen, line: Line, unit_of: Mapping[UUID, UUID]) -> Mapping[UUID, Found]:
    """What the rows of each unit come to. unit_of: the unit of each row, by the row's id."""
    as_at = frozen.manifest.as_at
    rows = frozen.kinds()[line.rows]
    gathered: dict[UUID, list[Any]] = {}
    for row in rows:
        row_id = getattr(row, line.identify)
        if row_id in unit_of and line.base.includes(row) and _is_recent(row, line, as_at):
            gathered.setdefault(unit_of[row_id], []).append(row)
    return {
        unit: Found(
            tuple(getattr(row, line.identify) for row in held),
            tuple(getattr(row, line.identify) for row in held if line.part is not None and line.part(row)),
            tuple(days for row in held if line.days is not None and (days := line.days(row)) is not None),
        )
        for unit, held in gathered.items()
    }


def _is_recent(row: Any, line: Line, as_at: date) -> bool:
    """Whether a row is of the time that the report's figure is of: this year, or the last four quarters."""
    match line.rows:
        case "invitations":
            return bool(row.year == (partners.years_shown(as_at)[1],))
        case "assessments":
            day = row.assessment_completed_on if line.days else row.first_team_meeting_on
            return day is not None and quarter_label(day) in partners.quarters(as_at)
        case _:
            return True


def of_group(line: Line, found: Mapping[UUID, Found], group: Group) -> tuple[Decimal, ...]:
    """A group's median, and the two ends of its middle half where it is large enough; nothing of too few."""
    values = sorted(
        value
        for unit, each in found.items()
        if unit in group.members and len(each.base) >= LEAST_CASES
        if (value := each.value(line)) is not None
    )
    if len(values) < LEAST_MEMBERS:
        return ()
    middle = _rounded(median(values))
    if len(values) < LEAST_FOR_RANGE:
        return (middle,)
    quarter = len(values) // 4
    return (middle, _rounded(values[quarter]), _rounded(values[-1 - quarter]))


def _rounded(value: Decimal) -> Decimal:
    return Decimal(round(value / ROUNDED_TO) * ROUNDED_TO)


def compose(
    frozen: Frozen,
    unit: UnitOf,
    group: Group,
    unit_of: Mapping[UUID, UUID],
    *,
    made_at: datetime,
    code: str,
) -> Document:
    """The brief of a unit: one page, every number of it a figure."""
    manifest, as_at = frozen.manifest, frozen.manifest.as_at
    figures: list[Figure] = []
    rows = tuple(
        _row(line, found_by_unit(frozen, line, unit_of), unit, group, as_at, figures) for line in lines(as_at)
    )
    blocks: tuple[Block, ...] = (
        Paragraph(
            say(
                f"How {unit.name} stood on {written_date(as_at)}, by the measures of the board report. Its "
                "own cases are exact and for its own managers."
            )
        ),
        Paragraph(say(group.sentence)),
        Table(
            id="brief",
            title="Here, and in the similar group",
            corner="Measure",
            columns=("Cases here", "Here", "Group: median", "Group: middle half"),
            rows=rows,
            notes=(
                say(
                    "Cases are the base of the share or mean. A member of the group counts with six cases or "
                    "more; of fewer than five members there is no median, of fewer than eight no middle "
                    "half. The group's figures are rounded to the nearest five."
                ),
            ),
        ),
    )
    return Document(
        kind=ReleaseKind.BOARD_REPORT,
        profile=Profile.INTERNAL,
        title=f"Brief: {unit.name}",
        organisation=manifest.organisation,
        marking="OFFICIAL-SENSITIVE",
        warning="For the managers of this agency or place alone",
        title_block=(("Figures as at", (written_date(as_at),)),),
        sections=(Section("Where you stand", blocks),),
        figures=clear(figures, Profile.INTERNAL),
        relations=(),
        stamp=Stamp(digest="", as_at=as_at, dated=as_at, made_at=made_at, code_version=code),
    )


def _base_name(line: Line) -> str:
    """The measure of the cases that a line is of: two lines may have one base, and each its own figure."""
    return f"{line.base.name}:{line.derived.name}"


def _row(
    line: Line,
    found: Mapping[UUID, Found],
    unit: UnitOf,
    group: Group,
    as_at: date,
    figures: list[Figure],
) -> Row:
    """A line's row; its figures are added to the brief's."""
    own = found.get(unit.id, Found())
    kind = Unit.PERCENT if line.days is None else Unit.DAYS
    base = Figure(
        _base_name(line),
        OWN,
        as_at,
        Unit.COUNT,
        len(own.base),
        members=own.base,
        members_are=line.base.counts,
    )
    formula = (
        f"{len(own.part):,} of {len(own.base):,}" if line.days is None else "The days, added up and divided"
    )
    here = Figure(line.derived.name, OWN, as_at, kind, own.value(line), formula=formula, inputs=(base.id,))
    figures += [base, here]
    theirs = [
        Figure(
            line.derived.name,
            (("of", "similar-group"), ("is", name)),
            as_at,
            kind,
            value,
            formula="Of an unnamed similar group, rounded to the nearest five",
        )
        for name, value in zip(("median", "from", "to"), of_group(line, found, group), strict=False)
    ]
    figures += theirs
    numbers = [Number(each.id) for each in theirs]
    middle: Text = (numbers[0],) if numbers else TOO_FEW if group.members else ("No comparison",)
    half: Text = (numbers[1], " to ", numbers[2]) if len(numbers) > 1 else ("Not shown",)
    return Row(line.words, ((Number(base.id),), (Number(here.id),), middle, half))
