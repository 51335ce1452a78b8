"""Attachment fees by cohort year: what each comes to, which share of target decides it, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.claims.rules.valuation import attachment_fees, exact_fees, fee_band
from app.money import Pence, whole_pence
from app.periods import financial_year, quarter
from app.programme.packs import Certainty, FeeBand, RulePack, Source, Terms

FIRST_YEAR = Source(
    "Our reading: no share of target was asked before the first year’s fees were paid", Certainty.RECALLED
)
LATER_YEARS = Source(
    "Our reading: the test of 2013/14’s fees by 2012/13’s families (The MJ), a year on", Certainty.DERIVED
)
TESTED_YEAR = 2013
"""The cohort year whose fees The MJ said are paid by the share of the year before."""


class FeeStanding(StrEnum):
    """How a part of a cohort year's fees stands."""

    PAID_NOW = "paid-now"
    ON_CATCHING_UP = "on-catching-up"
    NONE_YET = "none-yet"
    NOT_YET_DUE = "not-yet-due"

    @property
    def label(self) -> str:
        """The standing in plain words."""
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class ShareOfTarget:
    """Of the families agreed for a cohort year, those attached and worked with, and the band they reach."""

    cohort_year: int
    worked_with: int
    agreed: int
    band: FeeBand


@dataclass(frozen=True, slots=True)
class CohortFees:
    """The attachment fees of one cohort year. fee: to the nearest penny; parts: exact pence, adding up.

    tested: the share of target that decides how they are paid; None for the first year, and under rules
    without bands: none is asked. sources: where what decides them comes from.
    """

    terms: Terms
    agreed: int
    fee: Pence
    tested: ShareOfTarget | None
    parts: Mapping[FeeStanding, Fraction]
    sources: tuple[Source, ...]

    @property
    def cohort_year(self) -> int:
        """The year that the cohort's financial year starts in."""
        return self.terms.cohort_year

    def standing(self, standing: FeeStanding) -> Pence:
        """Pence of the fee that stand so: what is paid now to the nearest penny, the others what is left."""
        if standing is FeeStanding.PAID_NOW or not self.parts[standing]:
            return whole_pence(self.parts[standing])
        return Pence(self.fee - whole_pence(self.parts[FeeStanding.PAID_NOW]))

    def due_by(self, standing: FeeStanding) -> date | None:
        """The last day by which a part falls due; None for what falls due on no day that is known.

        In full, or the first half, in the year's first quarter; the rest on catching up in its second.
        Source: The MJ, on payments of 2013/14.
        """
        number = _QUARTERS[standing]
        return None if number is None else quarter(self.cohort_year, number).last


_QUARTERS = {
    FeeStanding.PAID_NOW: 1,
    FeeStanding.ON_CATCHING_UP: 2,
    FeeStanding.NONE_YET: None,
    FeeStanding.NOT_YET_DUE: 1,
}


def fees_by_cohort(
    agreed: Mapping[int, int], worked_with: Mapping[int, int], pack: RulePack, on: date
) -> tuple[CohortFees, ...]:
    """The attachment fees of each cohort year with families agreed, as they stand on a day.

    agreed, worked_with: families by cohort year. A year's fees are paid by the share of the families agreed
    for the year before that are attached and worked with: 375 of 400 is 93.75%, so all of 2013/14's
    £1,200,000 is paid now. Before a year begins its fees are not yet due, whatever the share.
    """
    years = sorted(pack.terms, key=lambda each: each.cohort_year)
    ours = {terms.cohort_year: found for terms in years if (found := agreed.get(terms.cohort_year))}
    return tuple(_cohort(terms, ours, worked_with, pack, on) for terms in years if terms.cohort_year in ours)


def fees_in_all(cohorts: Sequence[CohortFees], pack: RulePack, standing: FeeStanding | None = None) -> Pence:
    """What the cohort years' fees come to, all or those that stand so: exact, and rounded once."""
    if standing is None:
        exact = [exact_fees(each.agreed, each.terms, pack) for each in cohorts]
    else:
        exact = [each.parts[standing] for each in cohorts]
    return whole_pence(sum(exact, Fraction(0)))


def _cohort(
    terms: Terms, agreed: Mapping[int, int], worked_with: Mapping[int, int], pack: RulePack, on: date
) -> CohortFees:
    families = agreed[terms.cohort_year]
    tested = _tested(terms.cohort_year - 1, agreed, worked_with, pack)
    exact = exact_fees(families, terms, pack)
    return CohortFees(
        terms=terms,
        agreed=families,
        fee=attachment_fees(families, terms, pack),
        tested=tested,
        parts=_parts(exact, tested, has_begun=on >= financial_year(terms.cohort_year).first),
        sources=(terms.source, pack.funded_source, *_sources_of_test(terms.cohort_year, tested, pack)),
    )


def _tested(
    year: int, agreed: Mapping[int, int], worked_with: Mapping[int, int], pack: RulePack
) -> ShareOfTarget | None:
    target = agreed.get(year)
    if target is None or not pack.bands:
        return None
    found = worked_with.get(year, 0)
    return ShareOfTarget(year, found, target, fee_band(found, target, pack))


def _parts(
    exact: Fraction, tested: ShareOfTarget | None, *, has_begun: bool
) -> Mapping[FeeStanding, Fraction]:
    parts = dict.fromkeys(FeeStanding, Fraction(0))
    if not has_begun:
        return {**parts, FeeStanding.NOT_YET_DUE: exact}
    now = exact * (tested.band.paid_now if tested else 1)
    later = FeeStanding.ON_CATCHING_UP if now else FeeStanding.NONE_YET
    return {**parts, FeeStanding.PAID_NOW: now, later: exact - now}


def _sources_of_test(year: int, tested: ShareOfTarget | None, pack: RulePack) -> tuple[Source, ...]:
    if tested is None:
        return (FIRST_YEAR,) if pack.bands else ()
    return (tested.band.source,) if year == TESTED_YEAR else (tested.band.source, LATER_YEARS)
