"""Exceptions, above and below target: timeliness by agency, take-up by ward, their targets and comparators.

What counts as an exception is a rule of its own here, dated and stated in the report. The public profile has
only what stands for the whole city: an agency's or a ward's share would tell small counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from app.periods import financial_year_of
from app.reports.rules import families, partners
from app.reports.rules.caf_values import quarter_label
from app.reports.rules.derived import SHARE_OF_TARGET
from app.reports.rules.facts import AssessmentRow, FamilyRow, TargetRow
from app.reports.rules.figures import Coordinates, Figure, figure_id
from app.reports.rules.frozen import Frozen
from app.reports.rules.measures import Axis, Counted, Derived, Measure
from app.reports.rules.partner_rows import NO_AGENCY, ComparatorRow
from app.reports.rules.partners import mean_days, share
from app.reports.rules.vocabulary import CountOf, Profile, Unit

ENGLAND, NEIGHBOURS = "england", "statistical-neighbours"
REVIEW_WITHIN = timedelta(weeks=12)
SPELT = {7: "seven", 10: "ten"}
"""The numbers of the rule in words: a number in digits is a figure."""


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """What counts as an exception. points: of a percentage; days: of a mean; least: the smallest base."""

    since: date
    points: int
    days: int
    least: int

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return (
            f"An agency or a ward is an exception when it is {SPELT[self.points]} percentage points or "
            f"more above or below, or {SPELT[self.days]} days or more quicker or slower than, the target; "
            "where no target is recorded, than the whole city. "
            f"Fewer than {SPELT[self.least]} cases are too few to say so."
        )


RULE = ExceptionRule(since=date(2012, 4, 1), points=10, days=7, least=10)
"""Ours: the Board's papers call figures high or low and never say from where on."""


class Verdict(StrEnum):
    """On which side of its target something is an exception."""

    BETTER = "better"
    WORSE = "worse"


def verdict(
    value: int | Decimal | None,
    against: int | Decimal | None,
    *,
    base: int,
    unit: Unit,
    rule: ExceptionRule = RULE,
) -> Verdict | None:
    """Whether a figure is an exception; None: it is not, or nobody can say. Few days are better than many."""
    if value is None or against is None or base < rule.least:
        return None
    limit = rule.days if unit is Unit.DAYS else rule.points
    above = Decimal(value) - Decimal(against)
    ahead = -above if unit is Unit.DAYS else above
    if abs(ahead) < limit:
        return None
    return Verdict.BETTER if ahead > 0 else Verdict.WORSE


def _is_caf(row: AssessmentRow) -> bool:
    return row.kind == "caf"


_LEAD = Axis[AssessmentRow]("agency", lambda row: (row.lead_agency or NO_AGENCY,))
_MET_QUARTER = Axis[AssessmentRow](
    "quarter", lambda row: (quarter_label(row.first_team_meeting_on),) if row.first_team_meeting_on else ()
)
_DONE_QUARTER = Axis[AssessmentRow](
    "quarter",
    lambda row: (quarter_label(row.assessment_completed_on),) if row.assessment_completed_on else (),
)

ASSESSED = Measure[AssessmentRow](
    "cafs.assessed-after-consent",
    "CAFs of a child assessed in the last four quarters, with consent dated on the same day or before, by "
    "the agency of the lead professional and by the quarter in which the assessment was completed.",
    lambda row: (
        _is_caf(row)
        and row.consented_on is not None
        and row.assessment_completed_on is not None
        and row.consented_on <= row.assessment_completed_on
    ),
    ((), (_LEAD,), (_DONE_QUARTER,)),
    CountOf.ASSESSMENTS,
)
DAYS_TO_ASSESSMENT = Derived(
    "cafs.days-from-consent-to-assessment",
    "Days from consent to the completed assessment of these CAFs: the mean, to the nearest day.",
)
REVIEWED_LATE_OR_NOT = "cafs.first-review-due"
REVIEWED_ON_TIME = "cafs.first-review-on-time"
SHARE_REVIEWED = Derived(
    "cafs.share-first-reviewed-on-time",
    "CAFs reviewed within twelve weeks of the first team meeting, as a share of those whose first review was "
    "due. Reviews are every four to twelve weeks (Salford, CAF closure and review process).",
)
TAKEN_UP = Measure[FamilyRow](
    "families.taken-up",
    "Families reviewed at a rollout meeting that are allocated (excluding FIP) or checked for a claim.",
    lambda row: families.ALLOCATED_EXCLUDING_FIP.includes(row) or families.POTENTIAL_CLAIMS.includes(row),
    ((), (families.WARD,)),
    CountOf.FAMILIES,
)
SEEN = replace(families.REVIEWED, breakdowns=((families.WARD,),))
"""By ward as well; the total is the programme's own."""

SHARE_TAKEN_UP = Derived(
    "families.share-taken-up",
    "Families allocated (excluding FIP) or checked for a claim, as a share of the families reviewed.",
)
TARGET = Derived(
    "exceptions.target",
    "What the council has agreed for a share or a number of days in the financial year, as recorded among "
    "the targets.",
)
COMPARED = Derived(
    "comparators.share",
    "A share as published for others, to hold one of ours against; its day and source stand beside it.",
)
COMPARED_COUNT = Derived("comparators.families", "The families that such a published share was made of.")


@dataclass(frozen=True, slots=True)
class Watched:
    """A share or mean that is held against its target. base: the count behind it. axis: its parts."""

    measure: Derived
    base: str
    axis: str
    words: str


WATCHED = (
    Watched(SHARE_REVIEWED, REVIEWED_LATE_OR_NOT, "agency", "First reviews on time"),
    Watched(DAYS_TO_ASSESSMENT, ASSESSED.name, "agency", "Days from consent to assessment"),
    Watched(partners.SHARE_OVERSEEN, partners.CURRENT.name, "agency", "Oversight on time"),
    Watched(partners.SHARE_ATTENDED, partners.INVITATIONS.name, "agency", "Team meetings attended"),
    Watched(partners.DAYS_TO_DECISION, partners.DECIDED.name, "agency", "Days from referral to decision"),
    Watched(SHARE_TAKEN_UP, SEEN.name, "ward", "Reviewed families taken up"),
)
"""What the report looks for exceptions in, in its order."""

COMPARATORS = (
    ComparatorRow(
        SHARE_OF_TARGET.name,
        ENGLAND,
        85,
        35_618,
        date(2013, 3, 31),
        "House of Commons Communities and Local Government Committee, Community Budgets, chapter 4: families "
        "worked with in England by the end of the first year. Seen in print.",
    ),
)
"""The comparators on record. A share that is not among them has none."""


def comparators(as_at: date) -> tuple[ComparatorRow, ...]:
    """The comparators as published by a day."""
    return tuple(each for each in COMPARATORS if each.on <= as_at)


def review_due(as_at: date) -> Measure[AssessmentRow]:
    """CAFs whose first review fell due in the last four quarters, or was held before it was due."""
    return Measure[AssessmentRow](
        REVIEWED_LATE_OR_NOT,
        DUE_WORDS,
        lambda row: _is_caf(row) and _was_due(row, as_at),
        ((), (_LEAD,), (_MET_QUARTER,)),
        CountOf.ASSESSMENTS,
    )


def reviewed_on_time(as_at: date) -> Measure[AssessmentRow]:
    """Of these, those reviewed within twelve weeks of the first team meeting."""
    return Measure[AssessmentRow](
        REVIEWED_ON_TIME,
        ON_TIME_WORDS,
        lambda row: _is_caf(row) and _was_due(row, as_at) and _on_time(row),
        ((), (_LEAD,), (_MET_QUARTER,)),
        CountOf.ASSESSMENTS,
    )


DUE_WORDS = (
    "CAFs of a child whose first team meeting was in the last four quarters and whose first review, twelve "
    "weeks after it, has fallen due or was held. One closed before then without a review is left out. By the "
    "agency of the lead professional, and by the quarter of the meeting."
)
ON_TIME_WORDS = "Of these, the CAFs reviewed within twelve weeks of the first team meeting."
DEFINITIONS: Mapping[str, str] = {
    **{
        each.name: each.definition
        for each in (
            ASSESSED,
            TAKEN_UP,
            DAYS_TO_ASSESSMENT,
            SHARE_REVIEWED,
            SHARE_TAKEN_UP,
            TARGET,
            COMPARED,
            COMPARED_COUNT,
        )
    },
    REVIEWED_LATE_OR_NOT: DUE_WORDS,
    REVIEWED_ON_TIME: ON_TIME_WORDS,
}


def _was_due(row: AssessmentRow, as_at: date) -> bool:
    met_on = row.first_team_meeting_on
    if met_on is None:
        return False
    if row.first_reviewed_on is not None:
        return True
    due_on = met_on + REVIEW_WITHIN
    return due_on < as_at and (row.closed_on is None or row.closed_on > due_on)


def _on_time(row: AssessmentRow) -> bool:
    return (
        row.first_team_meeting_on is not None
        and row.first_reviewed_on is not None
        and row.first_reviewed_on <= row.first_team_meeting_on + REVIEW_WITHIN
    )


def figured(frozen: Frozen, known: Mapping[str, Figure]) -> Counted:
    """The figures of exceptions; none in a release from before they were kept.

    known: the figures so far, the partners' included.
    """
    manifest = frozen.manifest
    if not partners.are_in(manifest):
        return Counted((), ())
    compared = tuple(_compared(frozen.comparators, manifest.as_at))
    if manifest.profile is Profile.PUBLIC:
        return Counted(compared, ())
    as_at = manifest.as_at
    shown = set(manifest.values[partners.QUARTERS])
    recent = [row for row in frozen.assessments if shown.intersection(_MET_QUARTER.of(row))]
    assessed = [row for row in frozen.assessments if shown.intersection(_DONE_QUARTER.of(row))]
    by_caf, by_family = attrgetter("assessment_id"), attrgetter("family_id")
    parts = [
        partners.counted(review_due(as_at), recent, by_caf, manifest),
        partners.counted(reviewed_on_time(as_at), recent, by_caf, manifest),
        partners.counted(ASSESSED, assessed, by_caf, manifest),
        *(partners.counted(each, frozen.families, by_family, manifest) for each in (TAKEN_UP, SEEN)),
    ]
    counts = {figure.id: figure for part in parts for figure in part.figures}
    all_seen = figure_id(SEEN.name, (), as_at)
    derived = [
        *_shares(SHARE_REVIEWED, REVIEWED_ON_TIME, REVIEWED_LATE_OR_NOT, counts, "first reviews due"),
        *_shares(
            SHARE_TAKEN_UP,
            TAKEN_UP.name,
            SEEN.name,
            {**counts, all_seen: known[all_seen]},
            "families reviewed",
        ),
        *_days_to_assessment(assessed, counts),
        *_targets(frozen.targets, as_at),
    ]
    return Counted(
        (*counts.values(), *derived, *compared),
        tuple(each for part in parts for each in part.relations),
    )


def _shares(
    measure: Derived, part: str, base: str, counts: Mapping[str, Figure], of: str
) -> Iterator[Figure]:
    for figure in counts.values():
        if figure.measure == part:
            whole = counts[figure_id(base, figure.coordinates, figure.as_at)]
            yield share(measure, figure.coordinates, figure, whole, of)


def _days_to_assessment(rows: Sequence[AssessmentRow], counts: Mapping[str, Figure]) -> Iterator[Figure]:
    lengths = {
        row.assessment_id: (row.assessment_completed_on - row.consented_on).days
        for row in rows
        if row.assessment_completed_on is not None and row.consented_on is not None
    }
    for figure in counts.values():
        if figure.measure == ASSESSED.name:
            days = [lengths[member] for member in figure.members or ()]
            yield mean_days(DAYS_TO_ASSESSMENT, figure.coordinates, days, figure, "CAFs assessed")


def _targets(rows: Iterable[TargetRow], as_at: date) -> Iterator[Figure]:
    """The targets of this year for what is watched, as figures."""
    units = {each.measure.name: unit_of(each.measure) for each in WATCHED}
    for row in rows:
        if row.measure in units and row.financial_year == financial_year_of(as_at):
            value = row.value if units[row.measure] is Unit.DAYS else Decimal(row.value)
            yield Figure(TARGET.name, (("of", row.measure),), as_at, units[row.measure], value)


def _compared(rows: Iterable[ComparatorRow], as_at: date) -> Iterator[Figure]:
    """The comparators, each with the count that it was made of, so that it may be printed publicly."""
    for row in rows:
        place: Coordinates = (("of", row.measure), ("against", row.against))
        inputs: tuple[str, ...] = ()
        if row.families is not None:
            behind = Figure(COMPARED_COUNT.name, place, as_at, Unit.COUNT, row.families)
            yield behind
            inputs = (behind.id,)
        yield Figure(
            COMPARED.name,
            place,
            as_at,
            Unit.PERCENT,
            Decimal(row.percent),
            formula=f"As published: {row.source}",
            inputs=inputs,
        )


def unit_of(measure: Derived) -> Unit:
    """Days or percent."""
    return Unit.DAYS if ".days-" in measure.name else Unit.PERCENT
