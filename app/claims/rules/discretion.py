"""When a failed part of a result may be let pass, and by whom."""

from uuid import UUID

from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import ResultsExplanation
from app.errors import RuleRefused
from app.programme.packs import RulePack


def check_can_ask(results: ResultsExplanation, pack: RulePack, part: str) -> None:
    """Refuse to ask for what these rules do not allow, or this family does not need.

    Source: Hertfordshire, Family Outcomes Plan (a documented, audited override by a named head of service).
    Raises RuleRefused("no-discretion" | "no-such-part" | "not-failed").
    """
    if pack.discretion is None:
        raise RuleRefused(
            "no-discretion", f"The rules of {pack.code} let nobody pass a part at their discretion."
        )
    found = next((each for each in results.parts if each.code == part), None)
    if found is None:
        raise RuleRefused("no-such-part", "These rules have no such part.")
    if found.override is not None or found.outcome is not Outcome.FAIL:
        raise RuleRefused(
            "not-failed",
            "Only a part that failed can be let pass. One that is not known needs its evidence.",
        )


def check_can_decide(user_id: UUID, asked_by: UUID) -> None:
    """Refuse a decision by whoever asked for it. Raises RuleRefused("own-request")."""
    if user_id == asked_by:
        raise RuleRefused("own-request", "You asked for this. Somebody else has to decide it.")
