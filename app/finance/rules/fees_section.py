"""The attachment fees by cohort year and band, as figures and a table."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.claims.rules.fees import CohortFees, FeeStanding, ShareOfTarget, fees_in_all
from app.finance.rules.figures import Ledger
from app.finance.rules.tables import Cell, MoneyTable, Section, TableRow
from app.money import Pence, format_pounds
from app.periods import financial_year_label
from app.programme.packs import RulePack, Source
from app.programme.sources import SourcedRule
from app.reports.rules import derived
from app.reports.rules.families import WORKED_WITH_COHORTS
from app.reports.rules.figures import Coordinates
from app.reports.rules.vocabulary import Unit

TARGET = derived.TARGET.name
FEES = derived.ATTACHMENT_FEES.name
STANDING = "money.attachment-fees-standing"
ATTACHED = WORKED_WITH_COHORTS.name
SHARE = "programme.share-of-cohort"

DEFINITIONS = {
    TARGET: derived.TARGET.definition,
    FEES: derived.ATTACHMENT_FEES.definition,
    STANDING: "A year’s attachment fees by how they stand: paid now, to be paid on catching up, none yet, or "
    "not yet due.",
    ATTACHED: WORKED_WITH_COHORTS.definition,
    SHARE: "Of the families agreed for a cohort year, the share that is attached and worked with.",
}
COLUMNS = ("Families agreed", "Rate", "Fee", "Share that decides", "Band")


def fees_section(
    ledger: Ledger, cohorts: Sequence[CohortFees], attached: Mapping[int, Sequence[UUID]], pack: RulePack
) -> Section:
    """The fees of each cohort year with families agreed, and of all. Adds their figures to the ledger."""
    for cohort in cohorts:
        _figures(ledger, cohort, attached, pack)
    totals = _totals(ledger, cohorts, pack) if cohorts else ()
    return Section(
        "fees",
        "Attachment fees by cohort year",
        (
            (
                f"Fees are paid on {_fraction(pack)} of the families agreed for each year, at its own rate. "
                "No family carries a fee by name: a fee opens to its formula, and the share that decides how "
                "it is paid opens to families."
            ),
        ),
        (
            MoneyTable(
                "fees",
                "Fees, and the share of target that decides how each is paid",
                "Cohort year",
                COLUMNS,
                (*(_row(ledger, cohort) for cohort in cohorts), *(totals[:1])),
                _notes(cohorts, pack),
            ),
            MoneyTable(
                "fees-standing",
                "How the fees stand",
                "Cohort year",
                tuple(each.label for each in FeeStanding),
                (*(_standing_row(ledger, cohort) for cohort in cohorts), *(totals[1:])),
            ),
        ),
    )


def _figures(
    ledger: Ledger, cohort: CohortFees, attached: Mapping[int, Sequence[UUID]], pack: RulePack
) -> None:
    place = _year(cohort.cohort_year)
    target = ledger.agreed(TARGET, place, cohort.agreed)
    fee = ledger.made(
        FEES,
        place,
        cohort.fee,
        formula=f"{cohort.agreed:,} families × {_fraction(pack)} × "
        f"{format_pounds(Pence(cohort.terms.attachment_fee))}, to the nearest penny",
        inputs=(target,),
        to_verify=_to_verify((cohort.terms.source, pack.funded_source)),
    )
    tested = cohort.tested
    share = (_share(ledger, tested, attached),) if tested else ()
    for standing in FeeStanding:
        ledger.made(
            STANDING,
            (*place, ("standing", standing.value)),
            cohort.standing(standing),
            formula=_how(cohort, standing),
            inputs=(fee, *share),
            to_verify=_to_verify(cohort.sources),
        )


def _share(ledger: Ledger, tested: ShareOfTarget, attached: Mapping[int, Sequence[UUID]]) -> str:
    found = ledger.count(
        ATTACHED,
        (("cohort-year", financial_year_label(tested.cohort_year)),),
        attached.get(tested.cohort_year, ()),
    )
    return ledger.made(
        SHARE,
        (("cohort-year", financial_year_label(tested.cohort_year)),),
        derived.percent(tested.worked_with, tested.agreed),
        unit=Unit.PERCENT,
        formula=f"{tested.worked_with:,} families attached and worked with of {tested.agreed:,} agreed",
        inputs=(found, ledger.named(TARGET, *_year(tested.cohort_year))),
    )


def _how(cohort: CohortFees, standing: FeeStanding) -> str:
    """How a part of a year's fees comes about, in words."""
    if cohort.parts[FeeStanding.NOT_YET_DUE]:
        return f"Nothing is due before {financial_year_label(cohort.cohort_year)} begins"
    if cohort.tested is None:
        return "No share of target is asked for it: the whole fee is paid"
    now = f"{float(cohort.tested.band.paid_now):.0%} of the fee is paid in the band from "
    band = f"{now}{float(cohort.tested.band.at_least):.0%} of target"
    return band if standing is FeeStanding.PAID_NOW else f"{band}; this is what is left, standing so"


def _row(ledger: Ledger, cohort: CohortFees) -> TableRow:
    place = _year(cohort.cohort_year)
    tested = cohort.tested
    if tested is None:
        share, band = Cell(None, "None asked"), Cell(None, "All now")
    else:
        year = financial_year_label(tested.cohort_year)
        share = Cell(ledger.named(SHARE, ("cohort-year", year)), f"of {year}’s")
        band = Cell(None, _band(tested))
    return TableRow(
        financial_year_label(cohort.cohort_year),
        (
            Cell(ledger.named(TARGET, *place)),
            Cell(None, format_pounds(Pence(cohort.terms.attachment_fee))),
            Cell(ledger.named(FEES, *place)),
            share,
            band,
        ),
    )


def _standing_row(ledger: Ledger, cohort: CohortFees) -> TableRow:
    place = _year(cohort.cohort_year)
    return TableRow(
        financial_year_label(cohort.cohort_year),
        tuple(Cell(ledger.named(STANDING, *place, ("standing", standing.value))) for standing in FeeStanding),
    )


def _totals(ledger: Ledger, cohorts: Sequence[CohortFees], pack: RulePack) -> tuple[TableRow, ...]:
    """The last row of each of the two tables."""
    years = [_year(cohort.cohort_year) for cohort in cohorts]
    target = ledger.made(
        TARGET,
        (),
        sum(cohort.agreed for cohort in cohorts),
        unit=Unit.COUNT,
        formula="The years’ families, added up",
        inputs=[ledger.named(TARGET, *year) for year in years],
    )
    fees = ledger.made(
        FEES,
        (),
        fees_in_all(cohorts, pack),
        formula="The years’ fees as exact fractions, added up and rounded once",
        inputs=[ledger.named(FEES, *year) for year in years],
    )
    standings = [
        ledger.made(
            STANDING,
            (("standing", standing.value),),
            fees_in_all(cohorts, pack, standing),
            formula="The years’ parts as exact fractions, added up and rounded once",
            inputs=[ledger.named(STANDING, *year, ("standing", standing.value)) for year in years],
        )
        for standing in FeeStanding
    ]
    empty = Cell(None)
    return (
        TableRow("All years", (Cell(target), empty, Cell(fees), empty, empty), is_total=True),
        TableRow("All years", tuple(Cell(each) for each in standings), is_total=True),
    )


def _notes(cohorts: Sequence[CohortFees], pack: RulePack) -> tuple[str, ...]:
    """What the reader should know of rounding, and of tests that no paper states."""
    if not cohorts:
        return ("No families have been agreed for a year with payment terms: import the targets.",)
    one_by_one = sum(cohort.fee for cohort in cohorts)
    apart = one_by_one - fees_in_all(cohorts, pack)
    notes = ["The fees of a year are paid by the share of the families agreed for the year before."]
    if apart:
        notes.append(
            "Totals are rounded once, from exact fractions: the years one by one come to "
            f"{format_pounds(Pence(abs(apart)))} {'more' if apart > 0 else 'less'}."
        )
    return tuple(notes)


def _band(tested: ShareOfTarget) -> str:
    """75% and over: all now · from 33%: half now, the rest on catching up · none yet."""
    least = f"{float(tested.band.at_least):.0%}"
    if tested.band.paid_now == 1:
        return f"{least} and over: all now"
    if tested.band.paid_now:
        return f"From {least}: {float(tested.band.paid_now):.0%} now, the rest on catching up"
    return "Lowest band: none yet"


def _year(cohort_year: int) -> Coordinates:
    return (("financial-year", financial_year_label(cohort_year)),)


def _fraction(pack: RulePack) -> str:
    return f"{pack.funded.numerator}/{pack.funded.denominator}"


def _to_verify(sources: Iterable[Source]) -> tuple[SourcedRule, ...]:
    return tuple(
        SourcedRule("How attachment fees are paid", source)
        for source in sources
        if source.verify_before_first_live_claim
    )
