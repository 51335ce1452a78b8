"""The measures of the CAF reports, and which of them each paper counts.

CAFs and family assessments are counted apart. A CAF is of one child, so counting CAFs counts children's
records; a family assessment counts once, however many children it covers. Children are counted by themselves
too, so that those whose record a family assessment satisfies are seen to be assessed. A release from before
these measures were kept declares none of their axes, and has none of their figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.periods import Period, financial_year, months_before, parse_financial_year
from app.reports.rules import assessments
from app.reports.rules import caf_values as values
from app.reports.rules.caf_children import ChildInYear, groups_of, is_supported
from app.reports.rules.caf_facts import ChildRow, ConsentRow, ReviewActionRow, ReviewRow
from app.reports.rules.facts import AssessmentRow
from app.reports.rules.figures import Relation, figure_id
from app.reports.rules.frozen import Manifest
from app.reports.rules.identities import Identity
from app.reports.rules.measures import Axis, Measure, RowT
from app.reports.rules.vocabulary import CountOf, Profile

Axes = tuple[Axis[AssessmentRow], ...]

QUARTER = Axis[AssessmentRow]("quarter", lambda row: (values.quarter_label(row.initiated_on),))
TWELVE_MONTHS = Axis[AssessmentRow](
    "twelve-months-to", lambda row: values.twelve_months_with(row.initiated_on), overlaps=True
)
ENDING = Axis[AssessmentRow]("ending", lambda row: (values.ending(row),))
SEX = Axis[AssessmentRow]("sex", lambda row: (row.sex or "unknown",))
AGE_BAND = Axis[AssessmentRow]("age-band", lambda row: (row.age_band or values.NOT_KNOWN,))
ETHNICITY = Axis[AssessmentRow]("ethnicity", lambda row: (row.ethnicity or values.NOT_KNOWN,))
FURTHEST = Axis[AssessmentRow]("furthest-stage", lambda row: (values.furthest_stage(row),))
AGENCY, LEAD = assessments.INITIATING_AGENCY, assessments.LEAD_AGENCY
PRIMARY, ANY, REASON = assessments.PRIMARY_REASON, assessments.ANY_REASON, assessments.CLOSURE_REASON

CONSENT_YEAR = Axis[ConsentRow]("financial-year", lambda row: row.year)
CONSENT_AGENCY = Axis[ConsentRow]("initiating-agency", lambda row: (row.initiating_agency,))
CONSENT_REASON = Axis[ConsentRow]("primary-reason", lambda row: (row.primary_reason,))
RISK = Axis[ConsentRow]("risk", lambda row: (row.risk,))
FOLLOW_UP = Axis[ConsentRow]("follow-up", lambda row: (row.follow_up,))
NEXT_STEP = Axis[ConsentRow]("next-step", lambda row: (row.next_step,))

REVIEW_YEAR = Axis[ReviewRow]("financial-year", lambda row: row.year)
CATEGORY = Axis[ReviewRow]("audit-category", lambda row: (row.category,))
ACTION_CATEGORY = Axis[ReviewActionRow]("audit-category", lambda row: (row.category,))
ACTION_STATE = Axis[ReviewActionRow]("action-state", lambda row: (row.state,))

CHILD_YEAR = Axis[ChildInYear]("financial-year", lambda row: (row.year,), overlaps=True)
ASSESSED_BY = Axis[ChildInYear]("assessed-by", lambda row: (row.assessed_by,))

INITIATED = assessments.INITIATED
CLOSED = "cafs.closed-in-twelve-months"

ANY_DAY = date(2013, 3, 31)
"""For the words of the measures, which are the same on every day."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What one paper or page counts, by what its rows are."""

    register: tuple[Measure[AssessmentRow], ...]
    consents: tuple[Measure[ConsentRow], ...]
    reviews: tuple[Measure[ReviewRow], ...]
    actions: tuple[Measure[ReviewActionRow], ...]
    children: tuple[Measure[ChildInYear], ...]
    groups: tuple[Measure[ChildRow], ...]

    def definitions(self) -> Iterator[tuple[str, str]]:
        """The name and the words of each."""
        yield from _named(self.register)
        yield from _named(self.consents)
        yield from _named(self.reviews)
        yield from _named(self.actions)
        yield from _named(self.children)
        yield from _named(self.groups)


def _named(measures: Iterable[Measure[RowT]]) -> Iterator[tuple[str, str]]:
    return ((each.name, each.definition) for each in measures)


def are_in(manifest: Manifest) -> bool:
    """Whether a release has these figures: it was made since they are kept."""
    return manifest.values.keys() >= values.AXES


def measures_of(manifest: Manifest) -> Measures:
    """What a board report counts. The public one is coarser; `caf_public.LEFT_OUT` says what it lacks."""
    return public(manifest.as_at) if manifest.profile is Profile.PUBLIC else internal(manifest.as_at)


def public(as_at: date) -> Measures:
    """What the public report counts: few cells, most of them large."""
    return Measures(
        register=(
            _initiated((QUARTER,), (TWELVE_MONTHS,)),
            _closed(
                as_at,
                (),
                (ENDING,),
                *((each, *rest) for each in (SEX, AGE_BAND, ETHNICITY) for rest in ((), (ENDING,))),
            ),
        ),
        consents=(_refused((), (RISK,)), _withdrawn(())),
        reviews=(_reviews((), (REVIEW_YEAR,)),),
        actions=(_actions(()),),
        children=(_children((), (CHILD_YEAR,)),),
        groups=_groups(as_at),
    )


def internal(as_at: date) -> Measures:
    """What the internal report counts."""
    return Measures(
        register=(
            _initiated((QUARTER,), (TWELVE_MONTHS,)),
            _closed(
                as_at,
                (),
                (ENDING,),
                *(
                    (each, *rest)
                    for each in (SEX, AGE_BAND, ETHNICITY, FURTHEST, AGENCY, PRIMARY)
                    for rest in ((), (ENDING,))
                ),
            ),
        ),
        consents=(
            _refused((), (RISK,), (CONSENT_AGENCY,), (CONSENT_AGENCY, RISK), (FOLLOW_UP,), (NEXT_STEP,)),
            _withdrawn((), (CONSENT_AGENCY,), (NEXT_STEP,)),
        ),
        reviews=(_reviews((), (REVIEW_YEAR,), (CATEGORY,), (CATEGORY, REVIEW_YEAR)),),
        actions=(_actions((), (ACTION_STATE,), (ACTION_CATEGORY,), (ACTION_CATEGORY, ACTION_STATE)),),
        children=(_children((), (CHILD_YEAR,), (CHILD_YEAR, ASSESSED_BY)),),
        groups=_groups(as_at),
    )


def live(as_at: date) -> Measures:
    """What the page of CAF reports counts besides: every cross table."""
    crossed = (SEX, AGE_BAND, ETHNICITY, FURTHEST, AGENCY, LEAD, PRIMARY, ANY)
    board = internal(as_at)
    return replace(
        board,
        register=(
            *assessments.REGISTER,
            _initiated(
                (QUARTER,),
                (TWELVE_MONTHS,),
                *((period, each) for period in (QUARTER, TWELVE_MONTHS) for each in (AGENCY, PRIMARY, ANY)),
            ),
            _closed(
                as_at,
                (),
                (ENDING,),
                (REASON,),
                *((each, *rest) for each in crossed for rest in ((), (ENDING,), (REASON,))),
            ),
            replace(assessments.open_over_two_years(as_at), breakdowns=((), (LEAD,))),
        ),
        consents=(
            _refused(
                (),
                (RISK,),
                (FOLLOW_UP,),
                *((each, *rest) for each in (CONSENT_AGENCY, CONSENT_REASON) for rest in ((), (RISK,))),
                (CONSENT_AGENCY, FOLLOW_UP),
                (CONSENT_YEAR,),
                (CONSENT_YEAR, RISK),
                (NEXT_STEP,),
                (NEXT_STEP, RISK),
            ),
            _withdrawn((), (CONSENT_AGENCY,), (CONSENT_REASON,), (CONSENT_YEAR,), (NEXT_STEP,)),
        ),
    )


def identities(manifest: Manifest) -> list[Identity]:
    """The identities between these measures and others: closures of a year that has just ended."""
    if not are_in(manifest):
        return []
    as_at, year = manifest.as_at, manifest.values["financial-year"][-1]
    if financial_year(parse_financial_year(year)).last != as_at:
        return []
    return [
        Identity(
            "closed-in-the-year",
            f"CAFs closed in the twelve months to the end of {year} are the CAFs closed in {year}.",
            figure_id("cafs.closed", (("financial-year", year),), as_at),
            (figure_id(CLOSED, (), as_at),),
        )
    ]


def quarters_add_up(manifest: Manifest) -> list[Relation]:
    """The quarters of a financial year add up to it, and four quarters to the twelve months that they are."""
    as_at, quarters = manifest.as_at, manifest.values["quarter"]
    found = []
    for year in manifest.values["financial-year"]:
        of_year = [each for each in quarters if each.startswith(f"{year} ")]
        if len(of_year) == 4:
            found.append(_of_quarters(("financial-year", year), of_year, as_at))
    for place, end in enumerate(manifest.values["twelve-months-to"]):
        found.append(_of_quarters(("twelve-months-to", end), quarters[place : place + 4], as_at))
    return found


def _of_quarters(whole: tuple[str, str], quarters: Sequence[str], as_at: date) -> Relation:
    return Relation(
        figure_id(INITIATED.name, (whole,), as_at),
        tuple(figure_id(INITIATED.name, (("quarter", each),), as_at) for each in quarters),
    )


def _initiated(*breakdowns: Axes) -> Measure[AssessmentRow]:
    return replace(INITIATED, breakdowns=breakdowns)


def _closed(as_at: date, *breakdowns: Axes) -> Measure[AssessmentRow]:
    within = months_before(as_at, 12)
    return Measure[AssessmentRow](
        CLOSED,
        "CAFs of a child closed in the twelve months to the day, whenever they began: by how they ended, and "
        "by the child's sex, age at initiation and ethnicity as recorded, by the last stage completed, by "
        "agency and by reason of initiation. Each CAF counts by itself, also two of one child. A family "
        "assessment is not counted, however many children it covers.",
        lambda row: row.kind == "caf" and row.closed_on is not None and row.closed_on in within,
        breakdowns,
        CountOf.ASSESSMENTS,
    )


def _refused(*breakdowns: tuple[Axis[ConsentRow], ...]) -> Measure[ConsentRow]:
    return Measure[ConsentRow](
        "consents.refused",
        "Refusals of consent to a CAF or family assessment on record by the day, each counted by itself, "
        "also where consent was given later; with and without a risk known at the refusal, by how far that "
        "risk was followed up, and by what happened next: the first of consent given later, shared for a "
        "lawful reason, taken by social care, assessed again, closed, nothing yet. The agency and the reason "
        "are those that the assessment was initiated by. A refusal of a family assessment is one refusal.",
        lambda row: row.decision == "refused",
        breakdowns,
        CountOf.CONSENTS,
    )


def _withdrawn(*breakdowns: tuple[Axis[ConsentRow], ...]) -> Measure[ConsentRow]:
    return Measure[ConsentRow](
        "consents.withdrawn",
        "Withdrawals of consent to a CAF or family assessment on record by the day, each counted by itself, "
        "by the agency and the reason that the assessment was initiated by, and by what happened next.",
        lambda row: row.decision == "withdrawn",
        breakdowns,
        CountOf.CONSENTS,
    )


def _reviews(*breakdowns: tuple[Axis[ReviewRow], ...]) -> Measure[ReviewRow]:
    return Measure[ReviewRow](
        "quality-reviews.finished",
        "Assessments of quality audits whose review was finished by the day, by the category of the audit "
        "and the financial year in which the review was finished. One reviewed in two audits counts twice.",
        lambda row: True,
        breakdowns,
        CountOf.QUALITY_REVIEWS,
    )


def _actions(*breakdowns: tuple[Axis[ReviewActionRow], ...]) -> Measure[ReviewActionRow]:
    return Measure[ReviewActionRow](
        "review-actions.asked",
        "Actions asked for in quality audits by the day, by where they stand then: done, open, or overdue.",
        lambda row: True,
        breakdowns,
        CountOf.REVIEW_ACTIONS,
    )


def _children(*breakdowns: tuple[Axis[ChildInYear], ...]) -> Measure[ChildInYear]:
    return Measure[ChildInYear](
        "children.assessed",
        "Children and young people of whom a CAF was initiated in the financial year, or whom a family "
        "assessment initiated in it covers: each once a year, however many assessments there are. A family "
        "assessment satisfies the CAF record of every child whom it names, so it counts as many children as "
        "it names; as an assessment it counts once.",
        lambda row: True,
        breakdowns,
        CountOf.CHILDREN,
    )


def _groups(as_at: date) -> tuple[Measure[ChildRow], ...]:
    """Those on record in each group, and those of them supported; a child may stand in several groups."""
    within = months_before(as_at, 12)
    group = Axis[ChildRow]("group", lambda row: groups_of(row, within), overlaps=True)
    known = Axis[ChildRow]("known-group", lambda row: row.groups, overlaps=True)
    support = Axis[ChildRow]("support", lambda row: (_support(row, within),))
    return (
        Measure[ChildRow](
            "children.on-record-in-group",
            "Children and young people of whom the records of the programme hold, on the day, the criterion "
            "of the group: unauthorised or low attendance (persistent absence), three fixed-term exclusions "
            "(exclusions), a permanent exclusion. They are those of families found for the programme, and "
            "not all of the city: how large the group is there is not known here. With those of them whom "
            "a CAF or a family assessment covered in the twelve months to the day.",
            lambda row: bool(row.groups),
            ((known,), (known, support)),
            CountOf.CHILDREN,
        ),
        Measure[ChildRow](
            "children.supported-in-group",
            "Children and young people of a vulnerable group whom a CAF or a family assessment covered at "
            "any time in the twelve months to the day, each counted once. Teenage pregnancy: those whose "
            "assessment was initiated for that reason, as the records hold the group in no other way. The "
            "other groups: those on record in it.",
            lambda row: is_supported(row, within),
            ((group,),),
            CountOf.CHILDREN,
        ),
    )


def _support(row: ChildRow, within: Period) -> str:
    return values.SUPPORTED if is_supported(row, within) else values.NOT_SUPPORTED
