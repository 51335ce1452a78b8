"""What evaluation gives to releases: the families confirmed, and results with their worth."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.models.claims import Claim, ClaimLine, ClaimWindow
from app.claims.queries.evaluation import FamilyEvaluation, confirmed_statement, evaluate_programme
from app.claims.rules.lifecycle import LineState
from app.claims.rules.valuation import payable_routes, results_payment
from app.db import rows
from app.programme.packs import RulePack
from app.reports.rules.facts import ResultRow
from app.reports.rules.standing import cohort_year

CLAIMED = (LineState.SUBMITTED, LineState.PAID)


def confirmed_families(session: Session, as_at: date) -> frozenset[UUID]:
    """The families whose criteria are confirmed on a day, by verified evidence under their own pack."""
    confirmed = confirmed_statement(as_at, editions(session))
    return frozenset(row.family_id for row in rows(session, confirmed))


def result_rows(session: Session, as_at: date) -> tuple[ResultRow, ...]:
    """A row for each family attached by a day that payment terms cover, with its results, in id order."""
    claimed = _claimed_before(session, as_at)
    found = []
    for evaluation in evaluate_programme(session, as_at):
        attached_on, pack = evaluation.attached_on, editions(session).by_code(evaluation.pack_code)
        year = cohort_year(attached_on, pack) if attached_on is not None and attached_on <= as_at else None
        if attached_on is None or year is None:
            continue
        pays = evaluation.claimable and not evaluation.funded_elsewhere
        found.append(
            ResultRow(
                family_id=evaluation.family_id,
                cohort_year=year,
                funded_elsewhere=evaluation.funded_elsewhere,
                is_eligible=evaluation.eligibility is Answer.YES,
                outcomes=tuple((route.value, outcome.value) for route, outcome in evaluation.routes.items()),
                payments=_payments(evaluation, attached_on, pack) if pays else (),
                claimed_before=claimed.get(evaluation.family_id, ()),
            )
        )
    return tuple(found)


def _payments(found: FamilyEvaluation, attached_on: date, pack: RulePack) -> tuple[tuple[str, int], ...]:
    """What each payable route of a claimable family earns, in whole pence."""
    payable = payable_routes(found.achieved, pack)
    return tuple((route.value, int(results_payment({route}, attached_on, pack))) for route in sorted(payable))


def _claimed_before(session: Session, as_at: date) -> Mapping[UUID, tuple[str, ...]]:
    """The routes of each family that were submitted in a window that had closed by a day."""
    statement = (
        sa.select(col(Claim.family_id), sa.func.array_agg(col(ClaimLine.route)).label("routes"))
        .join(ClaimLine, col(ClaimLine.claim_id) == col(Claim.id))
        .join(ClaimWindow, col(ClaimWindow.id) == col(ClaimLine.window_id))
        .where(col(ClaimLine.state).in_(CLAIMED), col(ClaimWindow.closes_on) < as_at)
        .group_by(col(Claim.family_id))
    )
    return {row.family_id: tuple(sorted(row.routes)) for row in rows(session, statement)}
