"""A family of the demonstration's lead professional, with who is what to whom recorded, for its map."""

from datetime import date
from itertools import pairwise

from sqlmodel import select

from app.access.models import Practitioner
from app.access.policies import Actor
from app.access.roles import Role
from app.cases.queries.families import FamilyFilters
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.relationships import End, RelationshipKind, Responsibility, Tie
from app.cases.services import families, relationships
from app.db import reading
from app.errors import RuleRefused
from app.programme.facts import MemberRole

ELSEWHERE = End(label="Father, lives elsewhere")


def draw_a_map(practitioner_key: str | None, *, actor: Actor, today: date) -> int:
    """Record the relationships of the first family on a lead professional's list; how many there are then."""
    with reading(actor) as session:
        found = session.exec(
            select(Practitioner.id).where(Practitioner.import_key == practitioner_key)
        ).one_or_none()
    as_lead = Actor(actor.user_id, frozenset({Role.LEAD_PROFESSIONAL}), found)
    listed = families.list_families(FamilyFilters(), limit=1, actor=as_lead, today=today).families
    recorded = 0
    for family in listed:
        opened = relationships.open_to_change(family.id, actor=actor, today=today)
        version = opened.version
        for tie in _ties(opened):
            try:
                made = relationships.record_relationship(
                    family.id, tie, version=version, actor=actor, today=today
                )
            except RuleRefused:  # an adult of the household who is too young to be a parent
                continue
            version, recorded = made.version, recorded + 1
    return recorded


def _ties(opened: MapOnFile) -> list[Tie]:
    """Each carer is a parent of each child, two of them partners; the eldest has a father elsewhere."""
    people = [each for each in opened.choosable if each.is_here]
    parents = [each.end for each in people if each.role is MemberRole.PARENT_OR_CARER]
    children = [each.end for each in people if each.role in (MemberRole.CHILD, MemberRole.UNBORN_CHILD)]
    kind = RelationshipKind
    ties = [
        Tie(kind.PARENT, parent, child, responsibility=Responsibility.YES)
        for parent in parents
        for child in children
    ]
    ties += [Tie(kind.PARTNER, one, other) for one, other in pairwise(parents)]
    if parents and children:
        father = Tie(kind.PARENT, ELSEWHERE, children[0], responsibility=Responsibility.NOT_KNOWN)
        former = Tie(kind.FORMER_PARTNER, ELSEWHERE, parents[0])
        step = [Tie(kind.STEP_PARENT, parent, children[0]) for parent in parents[1:]]
        ties = [father, former, *step, *(tie for tie in ties if (tie.first, tie.second) not in _pairs(step))]
    return ties


def _pairs(ties: list[Tie]) -> set[tuple[End, End]]:
    return {(tie.first, tie.second) for tie in ties}
