"""Editions of the rules and a request for discretion, for pages to show."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.access.policies import Actor
from app.access.roles import Role
from app.claims.models.overrides import PartOverride
from app.claims.services import rule_packs
from app.programme.facts import CriterionGroup
from app.programme.phase_one import LOCAL
from app.programme.phase_two import P2_NOTTINGHAM
from tests.cases.sharing_builders import saved

DRAFTS = Actor(UUID(int=601), frozenset({Role.PROGRAMME_COORDINATOR}))
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
WHY = "The Board asked for a narrower filter: two needs of the council’s own, and no longer one."


def editions_and_a_request(family: UUID) -> dict[str, UUID]:
    """A draft of the local filter, one of an outcome plan, a proposed edition, and a request that waits."""
    return {
        "edition": narrowed(),
        "plan": rule_packs.start_draft(
            P2_NOTTINGHAM.code, "The council’s own outcome plan.", actor=DRAFTS, now=NOW
        ),
        "proposed": proposed(),
        "let_pass": saved(
            PartOverride(
                family_id=family,
                part="school-attendance",
                pack_code="P2-EXAMPLE-1",
                reason="Attendance rose from 40% to 89%, and the child sits examinations this week.",
                asked_by=uuid4(),
                asked_at=NOW,
            )
        ),
    }


def narrowed() -> UUID:
    """A draft in which two needs of the local filter are asked for."""
    edition_id = rule_packs.start_draft("P1-2013", WHY, actor=DRAFTS, now=NOW)
    rule_packs.change_problem(
        edition_id,
        CriterionGroup.LOCAL,
        criteria=frozenset(LOCAL[:4]),
        needed=2,
        decided_in="Children’s Partnership Board, 26 June 2013",
        version=1,
        actor=DRAFTS,
    )
    return edition_id


def proposed() -> UUID:
    """The same, proposed."""
    edition_id = narrowed()
    rule_packs.propose(edition_id, version=2, actor=DRAFTS, now=NOW)
    return edition_id
