"""The records that the programme's money is told from, with the counts that reports declare."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.claims.queries import evaluation, money
from app.errors import RuleRefused
from app.finance.rules.statement import Records
from app.programme.packs import RulePack
from app.reports.queries.facts import family_rows
from app.reports.rules.families import FUNDED_ELSEWHERE, WORKED_WITH_COHORTS

NONE_CONFIRMED: frozenset[UUID] = frozenset()


def records(session: Session, pack: RulePack, on: date, *, is_in_force: bool) -> Records:
    """What the records say of the programme's money on a day.

    is_in_force: whether any rules are, so that families can be evaluated. Families attached and families
    funded elsewhere are those that the measures of reports count.
    """
    listed = family_rows(session, on, NONE_CONFIRMED, pack)
    attached: defaultdict[int, list[UUID]] = defaultdict(list)
    for row in listed:
        if row.cohort is not None and WORKED_WITH_COHORTS.includes(row):
            attached[row.cohort].append(row.family_id)
    return Records(
        agreed=money.agreed_numbers(session),
        windows=money.planned_windows(session),
        lines=money.claimed_lines(session),
        evaluated=_evaluated(session, on) if is_in_force else None,
        attached=attached,
        marked_elsewhere=[row.family_id for row in listed if FUNDED_ELSEWHERE.includes(row)],
    )


def _evaluated(session: Session, on: date) -> list[evaluation.FamilyEvaluation] | None:
    """Every family evaluated; None on a day for which the school terms are not declared."""
    try:
        return evaluation.evaluate_programme(session, on)
    except RuleRefused:
        return None
