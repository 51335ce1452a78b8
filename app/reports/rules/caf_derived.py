"""The figures of the CAF reports that are made from others: shares with their intervals, lengths, scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from app.periods import Period, months_before
from app.reports.rules import caf_values as values
from app.reports.rules import cafs
from app.reports.rules.caf_facts import ReviewRow
from app.reports.rules.derived import percent
from app.reports.rules.facts import AssessmentRow
from app.reports.rules.figures import Coordinates, Figure, figure_id
from app.reports.rules.measures import Axis, Derived
from app.reports.rules.vocabulary import Unit

LEAST_BASE = 10
"""The fewest CAFs of which a share is given: of fewer, one child more or less would move it by a tenth."""

Z = Decimal("1.959964")
"""The standard normal deviate that leaves one chance in forty on either side."""

SHARE = Derived(
    "closures.share-in-twelve-months",
    "CAFs that ended so, as a share of all CAFs of the same kind closed in the twelve months to the day. Of "
    f"fewer than {LEAST_BASE} closed no share is given.",
)
SHARE_FROM = Derived(
    "closures.share-in-twelve-months-from",
    "The lower end of the 95% interval of that share (Wilson, 1927): how low the share could be if these "
    "CAFs were a sample of many like them. It says what chance alone can do, not why groups differ.",
)
SHARE_TO = Derived(
    "closures.share-in-twelve-months-to", "The upper end of the same 95% interval (Wilson, 1927)."
)
MEDIAN = Derived(
    "closures.median-length",
    "Days from initiation to closure of the CAFs closed in the financial year: half were open for no longer. "
    "Between two middle ones, their mean, to the nearest day.",
)
MEAN_OF_TWELVE = Derived(
    "closures.average-length-in-twelve-months",
    "Days from initiation to closure of the CAFs closed in the twelve months to the day: the mean.",
)
MEDIAN_OF_TWELVE = Derived(
    "closures.median-length-in-twelve-months",
    "Days from initiation to closure of the CAFs closed in the twelve months to the day: the median.",
)
SCORE = Derived(
    "quality-reviews.score",
    "Questions of the quality review form that scored 1, as a share of those that scored 1 or 0, over all "
    "finished reviews together; questions that do not apply count on neither side.",
)
SUPPORTED_SHARE = Derived(
    "children.share-supported-in-group",
    "Children on record in the group whom a CAF or a family assessment covered in the twelve months to the "
    f"day, as a share of all on record in it. Of fewer than {LEAST_BASE} no share is given.",
)

DERIVED = (SHARE, SHARE_FROM, SHARE_TO, MEDIAN, SCORE, SUPPORTED_SHARE)
LIVE = (MEAN_OF_TWELVE, MEDIAN_OF_TWELVE)

Figures = Mapping[str, Figure]


def wilson_interval(part: int, base: int) -> tuple[Decimal, Decimal]:
    """The 95% interval of a share, in per cent to four decimal places, rounded outwards.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), pages 209 to 212. Raises ValueError unless the part is
    within a base that is not nothing.
    """
    if not 0 <= part <= base or base == 0:
        raise ValueError("a share is of something, and no more than all of it")
    with localcontext() as context:
        context.prec = 40
        count, size = Decimal(part), Decimal(base)
        square = Z * Z
        middle = count + square / 2
        spread = Z * (count * (size - count) / size + square / 4).sqrt()
        whole = size + square
        lower = (middle - spread) * 100 / whole if part else Decimal(0)
        upper = (middle + spread) * 100 / whole if part < base else Decimal(100)
        step = Decimal("0.0001")
        return (
            lower.quantize(step, rounding="ROUND_FLOOR").normalize(),
            upper.quantize(step, rounding="ROUND_CEILING").normalize(),
        )


def shares(figures: Figures, as_at: date) -> Iterator[Figure]:
    """The share of each ending among the CAFs closed, wherever both are counted, with its interval."""
    for part in _of(figures, cafs.CLOSED):
        *place, last = part.coordinates or (("", ""),)
        if last[0] != cafs.ENDING.name or last[1] == values.OTHERWISE:
            continue
        base = figures[figure_id(cafs.CLOSED, place, as_at)]
        yield from _with_interval(part, base)


def _with_interval(part: Figure, base: Figure) -> Iterator[Figure]:
    count, of = int(part.value or 0), int(base.value or 0)
    interval = wilson_interval(count, of) if of >= LEAST_BASE else (None, None)
    share = percent(count, of) if of >= LEAST_BASE else None
    few = "" if share is not None else f": fewer than {LEAST_BASE}, so no share"
    for measure, value in ((SHARE, share), (SHARE_FROM, interval[0]), (SHARE_TO, interval[1])):
        yield Figure(
            measure.name,
            part.coordinates,
            part.as_at,
            Unit.PERCENT,
            value,
            formula=f"{count:,} of {of:,}{few}",
            inputs=(part.id, base.id),
        )


def supported_shares(figures: Figures, as_at: date) -> Iterator[Figure]:
    """The share of each known group that is supported."""
    name = "children.on-record-in-group"
    for group in values.KNOWN_GROUPS:
        place = (("known-group", group),)
        base = figures[figure_id(name, place, as_at)]
        part = figures[figure_id(name, (*place, ("support", values.SUPPORTED)), as_at)]
        count, of = int(part.value or 0), int(base.value or 0)
        is_enough = of >= LEAST_BASE
        yield Figure(
            SUPPORTED_SHARE.name,
            place,
            as_at,
            Unit.PERCENT,
            percent(count, of) if is_enough else None,
            formula=f"{count:,} of {of:,}" + ("" if is_enough else f": fewer than {LEAST_BASE}, so no share"),
            inputs=(part.id, base.id),
        )


def medians(
    figures: Figures, rows: Sequence[AssessmentRow], years: Iterable[str], as_at: date
) -> Iterator[Figure]:
    """The median length of the CAFs closed in each financial year."""
    closed = [row for row in rows if row.kind == "caf" and row.closed_on is not None]
    for year in years:
        place: Coordinates = (("financial-year", year),)
        base = figures[figure_id("cafs.closed", place, as_at)]
        lengths = _lengths(row for row in closed if row.closed_year == (year,))
        yield _length(MEDIAN, base, median(lengths), "The middle of the days from initiation to closure")


def lengths_in_twelve_months(
    figures: Figures, rows: Sequence[AssessmentRow], as_at: date
) -> Iterator[Figure]:
    """The mean and median length of the CAFs closed in twelve months: by ending, agency, reason."""
    within = months_before(as_at, 12)
    closed = [row for row in rows if row.kind == "caf" and _is_within(row, within)]
    axes: tuple[Axis[AssessmentRow] | None, ...] = (None, cafs.REASON, cafs.AGENCY, cafs.PRIMARY)
    for axis in axes:
        by_place: dict[Coordinates, list[AssessmentRow]] = {}
        for row in closed:
            for value in axis.of(row) if axis else ("",):
                by_place.setdefault(((axis.name, value),) if axis else (), []).append(row)
        for base in _of(figures, cafs.CLOSED):
            if [name for name, _ in base.coordinates] == ([axis.name] if axis else []):
                lengths = _lengths(by_place.get(base.coordinates, ()))
                yield _length(MEAN_OF_TWELVE, base, mean(lengths), "The mean of the days")
                yield _length(MEDIAN_OF_TWELVE, base, median(lengths), "The middle of the days")


def scores(figures: Figures, rows: Sequence[ReviewRow]) -> Iterator[Figure]:
    """The score of the reviews behind each count of them."""
    known = {row.review_id: row for row in rows}
    for base in _of(figures, "quality-reviews.finished"):
        reviewed = [known[each] for each in base.members or ()]
        yield _score(base, [part for row in reviewed for part in row.scores], base.coordinates)


def scores_by_section(
    figures: Figures, rows: Sequence[ReviewRow], sections: Iterable[str], as_at: date
) -> Iterator[Figure]:
    """The score of each section of the form, over all reviews."""
    base = figures[figure_id("quality-reviews.finished", (), as_at)]
    for section in sections:
        parts = [part for row in rows for part in row.scores if part[0] == section]
        yield _score(base, parts, (("audit-section", section),))


def median(lengths: Sequence[int]) -> int | None:
    """The middle of some numbers, or the mean of the two middle ones to the nearest; None of none."""
    ordered = sorted(lengths)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else round(Fraction(ordered[half - 1] + ordered[half], 2))


def mean(lengths: Sequence[int]) -> int | None:
    """The mean of some numbers to the nearest; None of none."""
    return round(Fraction(sum(lengths), len(lengths))) if lengths else None


def _score(base: Figure, parts: Sequence[tuple[str, int, int]], place: Coordinates) -> Figure:
    ones, of = sum(each for _, each, _ in parts), sum(each for _, _, each in parts)
    return Figure(
        SCORE.name,
        place,
        base.as_at,
        Unit.PERCENT,
        percent(ones, of),
        formula=f"{ones:,} of {of:,} questions",
        inputs=(base.id,),
    )


def _length(measure: Derived, base: Figure, value: int | None, formula: str) -> Figure:
    return Figure(
        measure.name,
        base.coordinates,
        base.as_at,
        Unit.DAYS,
        value,
        formula=f"{formula}, of {base.value:,} CAFs",
        inputs=(base.id,),
    )


def _lengths(rows: Iterable[AssessmentRow]) -> list[int]:
    return [(row.closed_on - row.initiated_on).days for row in rows if row.closed_on is not None]


def _is_within(row: AssessmentRow, within: Period) -> bool:
    return row.closed_on is not None and row.closed_on in within


def _of(figures: Figures, measure: str) -> list[Figure]:
    return [each for each in figures.values() if each.measure == measure]
