"""The statement of the programme's money on a day: every figure, and the sections that print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.claims.rules.claimed import ClaimedLine
from app.claims.rules.fees import fees_by_cohort
from app.claims.rules.forecast import AgreedNumber, PlannedWindow, promises, window_to_claim_in
from app.claims.rules.prospects import prospects
from app.claims.rules.summary import ELIGIBILITY, Evaluated
from app.finance.rules import fees_section, forecast_section, results_section
from app.finance.rules.figures import Ledger, MoneyFigure
from app.finance.rules.forecast_section import Outlook
from app.finance.rules.tables import Section
from app.programme.packs import Phase, RulePack
from app.programme.sources import SourcedRule, rules_to_verify
from app.reports.rules.derived import WORKED_WITH

DEFINITIONS = {
    **fees_section.DEFINITIONS,
    **results_section.DEFINITIONS,
    **forecast_section.DEFINITIONS,
}


@dataclass(frozen=True, slots=True)
class Records:
    """What the records say of the programme's money on a day.

    evaluated: None when families could not be evaluated then. attached: families attached and worked with, by
    cohort year. marked_elsewhere: families worked with that are funded elsewhere.
    """

    agreed: Sequence[AgreedNumber]
    windows: Sequence[PlannedWindow]
    lines: Sequence[ClaimedLine]
    evaluated: Sequence[Evaluated] | None
    attached: Mapping[int, Sequence[UUID]]
    marked_elsewhere: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Statement:
    """The programme’s money on a day. figures: by id. to_verify: the rules to verify that they rest on."""

    as_at: date
    phase: Phase
    figures: Mapping[str, MoneyFigure]
    sections: tuple[Section, ...]
    to_verify: tuple[SourcedRule, ...]
    assumed: int | None


def statement(
    records: Records, packs: Sequence[RulePack], on: date, *, assumed: int | None = None
) -> Statement:
    """The money of the phase that is in force on a day, or was last.

    packs: the phase's, oldest first. assumed: a percentage of what is nearly claimable that the reader
    assumes will be; None, as it is unless asked for: nothing is assumed.
    """
    pack = pack_of(packs, on)
    lines = [line for line in records.lines if line.phase is pack.phase]
    claimed_in = {line.window_id for line in lines}
    ours = [window for window in records.windows if window.phase is pack.phase]
    windows = [window for window in records.windows if window in ours or window.id in claimed_in]
    ledger = Ledger(on, DEFINITIONS)
    rules = tuple(dict.fromkeys(rule for each in packs for rule in rules_to_verify(each)))
    agreed = {each.financial_year: each.value for each in records.agreed if each.measure == WORKED_WITH}
    worked_with = {year: len(members) for year, members in records.attached.items()}
    cohorts = fees_by_cohort(agreed, worked_with, pack, on)
    outlook = Outlook(
        on=on,
        windows=windows,
        lines=lines,
        found=prospects(records.evaluated or (), lines, packs, on),
        into=window_to_claim_in(ours, on),
        promised=promises(records.agreed, windows),
        titles=_titles(packs),
        ends_on=max(each.in_force.last for each in packs),
        assumed=assumed,
        evaluated=records.evaluated is not None,
    )
    sections = (
        fees_section.fees_section(ledger, cohorts, records.attached, pack),
        results_section.results_section(ledger, windows, lines, records.marked_elsewhere, packs, rules),
        forecast_section.forecast_section(ledger, outlook, cohorts, pack, rules),
    )
    shown = dict.fromkeys(rule for each in ledger.found.values() for rule in each.to_verify)
    return Statement(on, pack.phase, ledger.found, sections, tuple(shown), assumed)


def pack_of(packs: Sequence[RulePack], on: date) -> RulePack:
    """The newest of these packs, oldest first, that had begun by a day: it says the fees. Else the first."""
    return next((each for each in reversed(packs) if each.in_force.first <= on), packs[0])


def _titles(packs: Sequence[RulePack]) -> Mapping[str, str]:
    """What a family may lack, in plain words, by the codes of parts and of eligibility."""
    parts = {part.code: part.title for pack in packs for rule in pack.routes for part in rule.parts}
    return {ELIGIBILITY: "Verified evidence of eligibility", **parts}
