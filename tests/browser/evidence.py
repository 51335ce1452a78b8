"""Evidence of a claim, and a figure that is asked for, to be looked at."""

from uuid import UUID

import sqlalchemy as sa

from app.access.policies import COMMAND_LINE
from app.claims.models.claims import Claim, ClaimLine
from app.claims.queries.requests import Requested
from app.claims.rules.lifecycle import LineState
from app.claims.services import checking, evaluating, preparing, requesting
from app.db import reading, transaction
from app.programme.packs import Phase, Route
from tests.conftest import TODAY

EDUCATION = "School exclusions and attendance"


def evidence_to_show() -> dict[str, str]:
    """The ids of a drafted line with evidence, of the source that it is from, and of a request."""
    evaluated = evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE)
    with reading(COMMAND_LINE) as session:
        claimed = set(session.execute(sa.text("select family_id from claim")).scalars())
    claimable = next(
        each
        for each in evaluated.claimable
        if Route.EDUCATION_AND_CRIME in each.achieved and each.family_id not in claimed
    )
    line = a_drafted_line(claimable.family_id)
    return {
        "line": str(line),
        "source": checking.sources(actor=COMMAND_LINE)[0].key,
        "figure_asked": str(ask_for_a_school_figure().id),
    }


def a_drafted_line(family_id: UUID) -> UUID:
    """A line of a claim for a family that has none, with the evidence that its evaluation finds."""
    with transaction(COMMAND_LINE) as session:
        window = session.execute(sa.text("select id from claim_window order by opens_on limit 1"))
        claim = Claim(family_id=family_id, phase=Phase.PHASE_ONE)
        session.add(claim)
        session.flush()
        line = ClaimLine(
            claim_id=claim.id,
            route=Route.EDUCATION_AND_CRIME,
            window_id=window.scalar_one(),
            state=LineState.DRAFT,
            value_pence=70_000,
            drafted_on=TODAY,
        )
        session.add(line)
    preparing.test_again(line.id, version=1, actor=COMMAND_LINE, today=TODAY)
    return line.id


def ask_for_a_school_figure() -> Requested:
    """Ask for what one family lacks to be claimed that lacks only school figures."""
    nearly = evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
    family = next(each for each in nearly if each.lacking == (EDUCATION,))
    requesting.ask([family.family_id], actor=COMMAND_LINE, today=TODAY)
    return requesting.all_requests(actor=COMMAND_LINE, today=TODAY)[0][0]
