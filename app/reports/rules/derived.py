"""Figures made from other figures: shares, money, and what the one in six should come to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.claims.rules.valuation import attachment_fees, expected_funded_elsewhere, highest_results_payments
from app.errors import RuleRefused
from app.money import Pence, format_pounds
from app.periods import financial_year_label, financial_year_of, written_date
from app.programme.packs import RulePack
from app.reports.rules.assessments import CLOSURE_REASONS
from app.reports.rules.facts import AssessmentRow, TargetRow
from app.reports.rules.figures import Coordinates, Figure, Relation, figure_id
from app.reports.rules.measures import Derived
from app.reports.rules.vocabulary import Unit

TARGET = Derived(
    "programme.target-families",
    "Families that the council has agreed to work with, by the financial year in which they are attached.",
)
TARGET_TO_DATE = Derived(
    "programme.target-families-to-date",
    "Families that the council has agreed to work with in the financial years begun so far.",
)
SHARE_OF_TARGET = Derived(
    "programme.share-of-target",
    "Families worked with so far, as a share of the families agreed for the financial years begun.",
)
SHARE_BY = Derived(
    "programme.share-of-target-by",
    "Families worked with by the end of the month, as a share of the same target: January 2013's 28% "
    "is 112 of 400.",
)
ATTACHMENT_FEES = Derived(
    "money.attachment-fees",
    "Attachment fees for the families to be attached in a financial year: five of six, at the year's fee.",
)
HIGHEST_RESULTS = Derived(
    "money.highest-results",
    "The most that results can pay for all the families agreed, if every funded family earns its whole pot.",
)
EXPECTED_ELSEWHERE = Derived(
    "families.expected-funded-elsewhere",
    "Families of all those agreed whom other government provision is expected to pay for: one in six.",
)
SHARE_OF_CLOSURES = Derived(
    "closures.share-by-reason",
    "CAFs closed in the financial year for the reason, as a share of all CAFs closed in that year.",
)
LENGTH = Derived(
    "closures.average-length",
    "Days from initiation to closure of the CAFs closed in the financial year: the mean, to the nearest day.",
)

DERIVED = (
    TARGET,
    TARGET_TO_DATE,
    SHARE_OF_TARGET,
    SHARE_BY,
    ATTACHMENT_FEES,
    HIGHEST_RESULTS,
    EXPECTED_ELSEWHERE,
    SHARE_OF_CLOSURES,
    LENGTH,
)

WORKED_WITH = "families.worked-with"
WORKED_WITH_BY = "families.worked-with-by"


def percent(part: int, base: int) -> Decimal | None:
    """A part of a base in percent, to four decimal places; None of a base of nothing."""
    return (Decimal(part * 100) / Decimal(base)).quantize(Decimal("0.0001")).normalize() if base else None


def targets(rows: Sequence[TargetRow], as_at: date) -> list[Figure]:
    """The target of each financial year, and of the whole programme."""
    ours = [row for row in rows if row.measure == WORKED_WITH]
    agreed = [
        _figure(TARGET, (("financial-year", financial_year_label(row.financial_year)),), as_at, row.value)
        for row in ours
    ]
    return [*agreed, _figure(TARGET, (), as_at, sum(row.value for row in ours))]


def target_relation(figures: Sequence[Figure]) -> list[Relation]:
    """The years' targets sum to the programme's."""
    *years, whole = figures
    return [Relation(whole.id, tuple(year.id for year in years))]


def target_to_date(rows: Sequence[TargetRow], as_at: date) -> Figure:
    """The families agreed for the financial years begun by a day."""
    begun = [
        row for row in rows if row.measure == WORKED_WITH and row.financial_year <= financial_year_of(as_at)
    ]
    return _figure(
        TARGET_TO_DATE,
        (),
        as_at,
        sum(row.value for row in begun),
        formula="The targets of the financial years begun, added up",
        inputs=tuple(
            figure_id(TARGET.name, (("financial-year", financial_year_label(row.financial_year)),), as_at)
            for row in begun
        ),
    )


def check_agreed(figures: Iterable[Figure], as_at: date) -> None:
    """Refuse a paper about a target when there is none to speak of.

    Raises RuleRefused("no-target") unless families have been agreed, under terms that pay for them, for a
    financial year begun by the day.
    """
    current = financial_year_label(financial_year_of(as_at))
    for figure in figures:
        if figure.measure == ATTACHMENT_FEES.name and figure.value and figure.coordinates[0][1] <= current:
            return
    raise RuleRefused(
        "no-target",
        f"No target is recorded for a year of the programme begun by {written_date(as_at)}. Import the "
        "targets, then ask again.",
    )


def shares_of_target(figures: Mapping[str, Figure], months: Sequence[str], as_at: date) -> list[Figure]:
    """The share of the target to date worked with, now and by the end of each month."""
    target = figures[figure_id(TARGET_TO_DATE.name, (), as_at)]
    shares = [_share(SHARE_OF_TARGET, (), figures[figure_id(WORKED_WITH, (), as_at)], target)]
    for month in months:
        place = (("month", month),)
        shares.append(_share(SHARE_BY, place, figures[figure_id(WORKED_WITH_BY, place, as_at)], target))
    return shares


def shares_in(figures: Mapping[str, Figure], places: Iterable[Coordinates], as_at: date) -> list[Figure]:
    """What each place has worked with, as a share of the whole programme's target to date.

    places: coordinates of families worked with; of nothing is the programme's own share. No place has a
    target of its own.
    """
    target = figures[figure_id(TARGET_TO_DATE.name, (), as_at)]
    return [
        _share(SHARE_OF_TARGET, place, figures[figure_id(WORKED_WITH, place, as_at)], target)
        for place in places
    ]


def money(rows: Sequence[TargetRow], pack: RulePack, as_at: date) -> list[Figure]:
    """Attachment fees by year, the most that results can pay, and how many families others should pay for."""
    cohorts = [
        (row, terms)
        for row in rows
        for terms in pack.terms
        if row.measure == WORKED_WITH and row.financial_year == terms.cohort_year
    ]
    all_targets = figure_id(TARGET.name, (), as_at)
    fees = []
    for row, terms in cohorts:
        place = (("financial-year", financial_year_label(row.financial_year)),)
        fees.append(
            _figure(
                ATTACHMENT_FEES,
                place,
                as_at,
                int(attachment_fees(row.value, terms, pack)),
                formula=f"{row.value:,} families × {_fraction(pack.funded)} × "
                f"{format_pounds(Pence(terms.attachment_fee))}, to the nearest penny",
                inputs=(figure_id(TARGET.name, place, as_at),),
            )
        )
    agreed = sum(row.value for row, _ in cohorts)
    return [
        *fees,
        _figure(
            HIGHEST_RESULTS,
            (),
            as_at,
            int(highest_results_payments([(row.value, terms) for row, terms in cohorts], pack)),
            formula=f"Each year's families × {_fraction(pack.funded)} × its results pot, added up",
            inputs=tuple(figure_id(TARGET.name, figure.coordinates, as_at) for figure in fees),
        ),
        _figure(
            EXPECTED_ELSEWHERE,
            (),
            as_at,
            expected_funded_elsewhere(agreed, pack),
            formula=f"{agreed:,} families × {_fraction(1 - pack.funded)}",
            inputs=(all_targets,),
        ),
    ]


def closures(
    figures: Mapping[str, Figure], rows: Sequence[AssessmentRow], years: Sequence[str], as_at: date
) -> list[Figure]:
    """The share of each year's closures by reason, and how long those CAFs were open."""
    made = []
    for year in years:
        place: Coordinates = (("financial-year", year),)
        base = figures[figure_id("cafs.closed", place, as_at)]
        for reason in CLOSURE_REASONS:
            coordinates = (*place, ("reason", reason))
            made.append(
                _share(
                    SHARE_OF_CLOSURES,
                    coordinates,
                    figures[figure_id("cafs.closed", coordinates, as_at)],
                    base,
                )
            )
        lengths = [
            (row.closed_on - row.initiated_on).days
            for row in rows
            if row.kind == "caf" and row.closed_on is not None and row.closed_year == (year,)
        ]
        made.append(
            _figure(
                LENGTH,
                place,
                as_at,
                round(Fraction(sum(lengths), len(lengths))) if lengths else None,
                formula="The days from initiation to closure, added up and divided by the CAFs closed",
                inputs=(base.id,),
            )
        )
    return made


def _share(measure: Derived, coordinates: Coordinates, part: Figure, base: Figure) -> Figure:
    return _figure(
        measure,
        coordinates,
        part.as_at,
        percent(int(part.value or 0), int(base.value or 0)),
        formula=f"{part.value:,} of {base.value:,}",
        inputs=(part.id, base.id),
    )


UNITS = {
    SHARE_OF_TARGET.name: Unit.PERCENT,
    SHARE_BY.name: Unit.PERCENT,
    SHARE_OF_CLOSURES.name: Unit.PERCENT,
    ATTACHMENT_FEES.name: Unit.PENCE,
    HIGHEST_RESULTS.name: Unit.PENCE,
    LENGTH.name: Unit.DAYS,
}


def _figure(
    measure: Derived,
    coordinates: Coordinates,
    as_at: date,
    value: int | Decimal | None,
    *,
    formula: str | None = None,
    inputs: tuple[str, ...] = (),
) -> Figure:
    unit = UNITS.get(measure.name, Unit.COUNT)
    return Figure(measure.name, coordinates, as_at, unit, value, formula=formula, inputs=inputs)


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
