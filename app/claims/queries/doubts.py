"""What is recorded now held against the lines that were proved before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.queries import guards
from app.claims.queries.concerns import LiveLine, lines_in_doubt, live_lines, standing_concerns, told_late
from app.claims.queries.evaluation import evaluate_families
from app.claims.queries.facts import family_facts
from app.claims.rules.claimable import claim_decision
from app.claims.rules.outcomes import Outcome
from app.claims.rules.proof import value_of_line
from app.claims.rules.undermining import Doubt, as_known_now, doubts_of, doubts_of_people


def lines_doubted(session: Session, line_ids: Collection[UUID], today: date) -> frozenset[UUID]:
    """Those of these lines that must not go on: a concern is open, or is to be raised by what is known now.

    What somebody has settled is no doubt any more. Raises RuleRefused("terms-not-declared").
    """
    live = live_lines(session, line_ids)
    known = standing_concerns(session, line_ids)
    found = doubts_about(session, live, today) if live else {}
    unraised = {
        line_id
        for line_id, doubts in found.items()
        if any((line_id, each.part, each.outcome) not in known for each in doubts)
    }
    return lines_in_doubt(session, line_ids) | unraised


def doubts_about(session: Session, live: Sequence[LiveLine], today: date) -> Mapping[UUID, tuple[Doubt, ...]]:
    """What no longer bears each line out; a line that stands as it did is left out."""
    alike: dict[tuple[date, str], list[LiveLine]] = defaultdict(list)
    for line in live:
        alike[line.tested_on, line.pack_code].append(line)
    found: dict[UUID, tuple[Doubt, ...]] = {}
    for (on, code), lines in alike.items():
        suspects = _suspects(session, on, code, lines)
        pack = editions(session).by_code(code)
        facts = {
            each.family_id: as_known_now(each, on)
            for each in family_facts(session, sorted({line.family_id for line in suspects}))
        }
        decisions = {family_id: claim_decision(each, pack, on) for family_id, each in facts.items()}
        for line in suspects:
            doubts = doubts_of(
                decisions[line.family_id],
                line.route,
                pack,
                attached_on=facts[line.family_id].attached_on,
                value_pence=line.value_pence,
            )
            if doubts:
                found[line.id] = doubts
    for line_id, doubts in _people_claimed_twice(session, live, today).items():
        found[line_id] = (*found.get(line_id, ()), *doubts)
    return found


def _people_claimed_twice(
    session: Session, live: Sequence[LiveLine], today: date
) -> Mapping[UUID, tuple[Doubt, ...]]:
    """People who are claimed for in two families by now, and for whom nobody has said why."""
    answered = guards.answered(session, [line.id for line in live])
    found: dict[UUID, tuple[Doubt, ...]] = {}
    for phase in {line.phase for line in live}:
        lines = [line for line in live if line.phase is phase]
        overlaps = guards.overlaps_of(session, {line.family_id for line in lines}, phase, today)
        for line in lines:
            known = answered.get(line.id, frozenset())
            shared = (each for each in overlaps.get(line.family_id, ()) if each.claim_id not in known)
            doubts = doubts_of_people(shared)
            if doubts:
                found[line.id] = doubts
    return found


def _suspects(session: Session, on: date, code: str, lines: Sequence[LiveLine]) -> list[LiveLine]:
    """The lines that one statement over their families cannot clear: to be explained one by one.

    It clears a line whose result passes as it did, if nothing about its family came in late.
    """
    pack = editions(session).by_code(code)
    families = sorted({line.family_id for line in lines})
    evaluated = {each.family_id: each for each in evaluate_families(session, pack, on, families)}
    late = told_late(session, families, on)

    def is_clear(line: LiveLine) -> bool:
        family = evaluated.get(line.family_id)
        return (
            family is not None
            and line.family_id not in late
            and family.eligibility is Answer.YES
            and family.routes[line.route] is Outcome.PASS
            and family.attached_on is not None
            and family.attached_on <= on
            and line.value_pence
            == value_of_line(line.route, family.attached_on, pack, funded_elsewhere=family.funded_elsewhere)
        )

    return [line for line in lines if not is_clear(line)]
