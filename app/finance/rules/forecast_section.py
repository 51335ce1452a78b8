"""The forecast by month, what it rests on, and what was promised, as figures and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from app.claims.rules.amounts import together
from app.claims.rules.claimed import STANDING, ClaimedLine, claimed
from app.claims.rules.fees import CohortFees, FeeStanding
from app.claims.rules.forecast import Month, PlannedWindow, Promise, forecast
from app.claims.rules.prospects import Prospects
from app.claims.rules.valuation import highest_results_payments
from app.finance.rules.fees_section import FEES, TARGET
from app.finance.rules.fees_section import STANDING as FEES_STANDING
from app.finance.rules.figures import Ledger
from app.finance.rules.results_section import CLAIMED
from app.finance.rules.tables import Cell, MoneyTable, Section, TableRow
from app.money import whole_pence
from app.periods import MONTHS, financial_year_label, written_date
from app.programme.packs import RulePack
from app.programme.sources import SourcedRule
from app.reports.rules import derived
from app.reports.rules.figures import Coordinates

FEES_DUE = "money.fees-due"
CLAIMED_IN = "money.claimed-for-month"
CLAIMABLE = "money.claimable-now"
NEARLY = "money.nearly"
FIRM = "money.firm-by"
WITH_NEARLY = "money.firm-and-nearly-by"
ASSUMED = "money.nearly-as-assumed"
HIGHEST = derived.HIGHEST_RESULTS.name
NOT_IN_SIGHT = "money.results-not-in-sight"
PROMISED_LEAST = "families.promised-at-least"
PROMISED_MOST = "families.promised-at-most"
IN_SIGHT = "families.in-sight"
IN_SIGHT_NEARLY = "families.in-sight-with-nearly"

DEFINITIONS = {
    FEES_DUE: "The parts of attachment fees that fall due by the end of the month: in the first quarter of "
    "their year, or in its second on catching up.",
    CLAIMED_IN: "What is claimed in the windows that close in the month, paid or still to be: found not "
    "valid and withdrawn left out.",
    CLAIMABLE: "What may be claimed now beside what is claimed already: each family evaluated on the day, on "
    "the evidence held.",
    NEARLY: "What could be claimed if the evidence that is missing were supplied and showed what it must.",
    FIRM: "Fees due, what is claimed and what may be claimed now, of the month and all before it.",
    WITH_NEARLY: "The same with what is nearly claimable, if all that is missing were supplied and passed.",
    ASSUMED: "The share of what is nearly claimable that you assume will be: your assumption, not a finding.",
    HIGHEST: derived.HIGHEST_RESULTS.definition,
    NOT_IN_SIGHT: "What results could still pay at the most, beyond what is claimed, claimable or nearly so. "
    "No family is known to have earned any of it.",
    PROMISED_LEAST: "The least number of families that the window’s claims were promised to be for: one of "
    "the targets.",
    PROMISED_MOST: "The greatest number of families that the window’s claims were promised to be for: one of "
    "the targets.",
    IN_SIGHT: "Families with a line of a claim in the window that stands, or that may be claimed for in it "
    "now; those funded elsewhere too.",
    IN_SIGHT_NEARLY: "The same with families that could be claimed for if what is missing were supplied.",
}
COLUMNS = (
    "Windows that close",
    "Attachment fees",
    "Claimed",
    "Claimable now",
    "In all by then",
    "Nearly",
    "In all with nearly",
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the forecast is made from, beside the fees.

    into: the window in which what may still be claimed would be. titles: what each code that a family may
    lack is called. ends_on: the last day of the programme. assumed: a percentage of what is nearly claimable
    that the reader assumes; None: nothing is assumed. evaluated: whether families could be evaluated.
    """

    on: date
    windows: Sequence[PlannedWindow]
    lines: Sequence[ClaimedLine]
    found: Prospects
    into: PlannedWindow | None
    promised: Sequence[Promise]
    titles: Mapping[str, str]
    ends_on: date
    assumed: int | None
    evaluated: bool


def forecast_section(
    ledger: Ledger,
    outlook: Outlook,
    cohorts: Sequence[CohortFees],
    pack: RulePack,
    rules: Sequence[SourcedRule],
) -> Section:
    """The forecast to the programme's end. Adds its figures after those of fees and results."""
    months = forecast(outlook.windows, outlook.lines, outlook.found, cohorts, outlook.into)
    rests = _rests_on(ledger, outlook, cohorts, pack, rules)
    by_month = _by_month(ledger, months, cohorts, rules)
    lacking = _lacking(ledger, outlook, rules)
    promised = _promised(ledger, outlook, rules)
    return Section(
        "forecast",
        "Forecast by month",
        _sentences(outlook),
        (by_month, rests, *((lacking,) if outlook.found.nearly else ()), *((promised,) if promised else ())),
    )


def _sentences(outlook: Outlook) -> tuple[str, ...]:
    ends = written_date(outlook.ends_on)
    if not outlook.evaluated:
        return (
            (
                f"The programme’s rules cannot be put to families on {written_date(outlook.on)} (they end on "
                f"{ends}), so that nothing more is forecast than fees and what is claimed already."
            ),
        )
    into = outlook.into
    if into is None:
        where = "No claim window is planned, so what is not claimed yet falls in no month."
    else:
        opened = "is open" if outlook.on in into.open_for else "opens next"
        where = (
            f"What may still be claimed stands in {into.label}, which {opened} and closes on "
            f"{written_date(into.open_for.last)}."
        )
    last = max((each.open_for.last for each in outlook.windows), default=None)
    planned = f"The last window planned closes on {written_date(last)}" if last else "No window is planned"
    return (
        (
            f"{where} {planned}; the programme’s rules end on {ends}. Months in which nothing falls are left "
            "out."
        ),
        (
            "No chance is put on anything: claimable now is what families’ evidence shows today, and nearly "
            "is what would be claimable if what is missing were supplied and passed."
        ),
    )


def _by_month(
    ledger: Ledger, months: Sequence[Month], cohorts: Sequence[CohortFees], rules: Sequence[SourcedRule]
) -> MoneyTable:
    """A row for each month, each running total made from the one before and the month's own amounts."""
    rows = []
    firm, nearly = Fraction(0), 0
    before: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    for month in months:
        place: Coordinates = (("month", _named(month.first)),)
        fees = ledger.made(
            FEES_DUE,
            place,
            whole_pence(month.fees_due),
            formula="The parts of the years’ fees that fall due in the month, added up",
            inputs=[
                ledger.named(
                    FEES_STANDING,
                    ("financial-year", financial_year_label(due.cohort_year)),
                    ("standing", due.standing.value),
                )
                for due in month.fees
            ],
        )
        in_month = ledger.amount(CLAIMED_IN, place, month.claimed, to_verify=rules)
        claimable = ledger.amount(CLAIMABLE, place, month.claimable, to_verify=rules)
        close = ledger.amount(NEARLY, place, month.nearly, to_verify=rules)
        firm += month.firm
        nearly += month.nearly.pence
        near = (*near, close)
        so_far = ledger.made(
            FIRM,
            place,
            whole_pence(firm),
            formula="The month’s fees, claims and what may be claimed now, with all before it; exact, and "
            "rounded once",
            inputs=(*before, fees, in_month, claimable),
        )
        with_nearly = ledger.made(
            WITH_NEARLY,
            place,
            whole_pence(firm + nearly),
            formula="In all by then, with what is nearly claimable in the month and before it",
            inputs=(so_far, *near),
        )
        before = (so_far,)
        rows.append(
            TableRow(
                _in_words(month.first),
                (
                    Cell(None, ", ".join(month.windows)),
                    Cell(fees),
                    Cell(in_month, says_families=True),
                    Cell(claimable, says_families=True),
                    Cell(so_far),
                    Cell(close, says_families=True),
                    Cell(with_nearly),
                ),
            )
        )
    return MoneyTable(
        "months",
        "What falls in each month",
        "Month",
        COLUMNS,
        tuple(rows),
        (
            (
                "A claim falls in the month in which its window closes; fees, where they fall due. Neither "
                "says that the money has come."
            ),
            *(_not_yet_due(each) for each in cohorts if each.parts[FeeStanding.NOT_YET_DUE]),
        ),
    )


def _not_yet_due(cohort: CohortFees) -> str:
    """What the fees of a year that has not begun depend on, and how that stands."""
    label = financial_year_label(cohort.cohort_year)
    if cohort.tested is None:
        return f"The fees of {label} stand in the month by which they are due in full."
    tested, year = cohort.tested, financial_year_label(cohort.tested.cohort_year)
    return (
        f"The fees of {label} stand in the month by which they would be due in full. What is paid then is by "
        f"the share of {year}’s families: today {tested.worked_with:,} of {tested.agreed:,}."
    )


def _rests_on(
    ledger: Ledger,
    outlook: Outlook,
    cohorts: Sequence[CohortFees],
    pack: RulePack,
    rules: Sequence[SourcedRule],
) -> MoneyTable:
    """The whole programme in a column, each amount with what it rests on."""
    nearly_in_all = together(outlook.found.nearly.values())
    claimable = ledger.amount(CLAIMABLE, (), outlook.found.now, to_verify=rules)
    nearly = ledger.amount(NEARLY, (), nearly_in_all, to_verify=rules)
    highest = ledger.made(
        HIGHEST,
        (),
        highest_results_payments([(each.agreed, each.terms) for each in cohorts], pack),
        formula=f"Each year’s families × {pack.funded.numerator}/{pack.funded.denominator} × its results "
        "pot, added up and rounded once",
        inputs=[
            ledger.named(TARGET, ("financial-year", financial_year_label(each.cohort_year)))
            for each in cohorts
        ],
    )
    standing = claimed(outlook.lines, STANDING)
    rest = ledger.made(
        NOT_IN_SIGHT,
        (),
        int(ledger.found[highest].figure.value or 0)
        - standing.pence
        - outlook.found.now.pence
        - nearly_in_all.pence,
        formula="The highest results, less what is claimed, claimable now and nearly claimable",
        inputs=(highest, ledger.named(CLAIMED), claimable, nearly),
    )
    when = written_date(outlook.on)
    before = f" by {written_date(outlook.into.open_for.last)}" if outlook.into else ""
    number = nearly_in_all.families
    short_of_evidence = f"{number:,} {'family lacks' if number == 1 else 'families lack'}"
    rows = [
        (
            "Claimed",
            ledger.named(CLAIMED),
            "Lines of claims as they stand: paid, or still to be audited, signed and answered.",
        ),
        (
            "Claimable now",
            claimable,
            f"Every family evaluated on {when} on the evidence held. Nothing of it has been audited.",
        ),
        (
            "Nearly",
            nearly,
            (
                f"{short_of_evidence} evidence that somebody may hold. It has to be supplied{before} and "
                "show what it must."
            ),
        ),
    ]
    if outlook.assumed is not None:
        share = Fraction(outlook.assumed, 100)
        assumed = ledger.made(
            ASSUMED,
            (("percent", str(outlook.assumed)),),
            whole_pence(nearly_in_all.pence * share),
            formula=f"{outlook.assumed}% of what is nearly claimable, as you assume, to the nearest penny",
            inputs=(nearly,),
        )
        rows.append(
            (
                f"Of that, {outlook.assumed}%",
                assumed,
                "Your own assumption for this page. No figure of Loxley’s supports it, and no other uses it.",
            )
        )
    rows += [
        (
            "Not in sight",
            rest,
            "What the families agreed could still earn at the most. It falls in no month.",
        ),
        ("Highest results", highest, "What was agreed: every funded family earns the whole of its pot."),
    ]
    fees = ledger.named(FEES)
    if fees in ledger.found:
        rows.append(("Attachment fees", fees, "The families agreed, whoever they are; see above."))
    return MoneyTable(
        "rests-on",
        "What each amount rests on",
        "Amount",
        ("Pence and families", "What it rests on"),
        tuple(
            TableRow(header, (Cell(figure, says_families=True), Cell(None, words)))
            for header, figure, words in rows
        ),
    )


def _lacking(ledger: Ledger, outlook: Outlook, rules: Sequence[SourcedRule]) -> MoneyTable:
    """What is nearly claimable by what is missing, each family once."""
    rows = []
    for codes, amount in sorted(outlook.found.nearly.items(), key=lambda item: (-item[1].pence, item[0])):
        place: Coordinates = (("lacking", "+".join(codes)),)
        figure = ledger.amount(NEARLY, place, amount, to_verify=rules)
        missing = "; ".join(outlook.titles.get(code, code) for code in codes)
        rows.append(TableRow(missing, (Cell(figure, says_families=True),)))
    total = TableRow("All that is missing", (Cell(ledger.named(NEARLY), says_families=True),), is_total=True)
    return MoneyTable(
        "lacking",
        "Nearly claimable, by the evidence that is missing",
        "Missing",
        ("It would bring",),
        (*rows, total),
        ("Each family stands in one row, with all that it lacks.",),
    )


def _promised(ledger: Ledger, outlook: Outlook, rules: Sequence[SourcedRule]) -> MoneyTable | None:
    """Each window's families against the range that was promised."""
    rows = []
    for promise in outlook.promised:
        window = promise.window
        place: Coordinates = (("window", window.label),)
        here = set(claimed(outlook.lines, STANDING, window_id=window.id).by_family)
        close: set[UUID] = set()
        if outlook.into is not None and outlook.into.id == window.id:
            here |= set(outlook.found.now.by_family)
            close = {family for amount in outlook.found.nearly.values() for family in amount.by_family}
        least = ledger.agreed(PROMISED_LEAST, place, promise.least)
        most = ledger.agreed(PROMISED_MOST, place, promise.most)
        in_sight = ledger.count(IN_SIGHT, place, here, to_verify=rules)
        with_nearly = ledger.count(IN_SIGHT_NEARLY, place, here | close, to_verify=rules)
        rows.append(
            TableRow(
                window.label,
                (
                    Cell(least),
                    Cell(most),
                    Cell(in_sight, promise.kept_by(len(here))),
                    Cell(with_nearly, promise.kept_by(len(here | close))),
                ),
            )
        )
    if not rows:
        return None
    return MoneyTable(
        "promised",
        "Families against what was promised",
        "Window",
        ("Promised, at least", "At most", "Claimed or claimable now", "With those nearly there"),
        tuple(rows),
    )


def _named(first: date | None) -> str:
    return first.isoformat()[:7] if first else "none"


def _in_words(first: date | None) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}" if first else "No month yet"
