"""A stay in a household that never was is taken back as a mistake, and put back when that was one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import HouseholdMember
from app.cases.models.withdrawals import WithdrawnEvidence, WithdrawnMembership, WithdrawnRelationship
from app.cases.queries import household
from app.cases.queries import withdrawals as queries
from app.cases.queries.record_parts import FamilyRecord, PersonInFamily, StayWithdrawn
from app.cases.rules.household import Membership, Spell, check_membership
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.relationships import SetAsideWhy
from app.cases.rules.withdrawing import TiedHere, check_never_here
from app.cases.services.changing import changed, changed_meanwhile, family_to_change
from app.cases.services.household import household_to_change
from app.cases.services.members import may_open_homes, member_to_change, spell_of
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused

OF_THE_WITHDRAWAL = {"family_id", "person_id"}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A stay that was taken back, by the id under which it is put back; and the record's version since."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ToWithdraw:
    """A stay that somebody may take back, and what would go with it. obstacle: why it may not be."""

    record: FamilyRecord
    person: PersonInFamily
    tied: TiedHere
    obstacle: RuleRefused | None


@dataclass(frozen=True, slots=True)
class ToPutBack:
    """A stay that was taken back and may be put back, with how much of what went with it comes back."""

    record: FamilyRecord
    stay: StayWithdrawn
    evidence: int
    relationships: int


def withdraw_membership(
    family_id: UUID,
    member_id: UUID,
    reason: CorrectionReason,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> Withdrawn:
    """Take back a stay in a household that never was; it is kept, and can be put back.

    With somebody's only stay in the family go the evidence of its criteria that is about them, and their
    relationships on its map. Writes household_member, withdrawn_membership, withdrawn_evidence,
    withdrawn_relationship, criterion_evidence, relationship, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "member"), Conflict("changed-meanwhile"), RuleRefused("assessed-here").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        found = member_to_change(session, family_id, member_id, version, actor=actor, today=today)
        member = found.member
        tied = queries.tied_here(session, family_id, member_id, member.person_id)
        check_never_here(tied)
        made = WithdrawnMembership(
            family_id=family_id,
            person_id=member.person_id,
            member_id=member.id,
            role=member.role,
            starts_on=member.starts_on,
            ends_on=member.ends_on,
            reason=reason,
            withdrawn_at=clock.now(),
            withdrawn_by=actor.user_id,
        )
        session.add(made)
        session.flush()
        if tied.is_only_stay:
            _take_along(session, made)
        session.delete(member)
        audit.record(
            session,
            actor,
            "person.never-here",
            family_id,
            withdrawal_id=str(made.id),
            person_id=str(made.person_id),
            reason=reason.value,
            evidence=tied.evidence_along,
            relationships=tied.relationships_along,
        )
        return Withdrawn(made.id, changed(found.family))


def put_back(family_id: UUID, withdrawal_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Put back a stay that was taken back, and all that went with it, as it was. Returns the new version.

    A relationship to somebody who has been taken out too waits for them.
    Writes household_member, withdrawn_membership, withdrawn_evidence, withdrawn_relationship,
    criterion_evidence, relationship, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "withdrawal"), Conflict("changed-meanwhile"), RuleRefused("put-back-already" |
    "stands-in-the-way" | "in-the-future" | "dates-in-order" | "born-already" | "no-expected-date" |
    "not-born-yet" | "before-birth" | "in-another-household").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        seen = queries.withdrawal(session, family_id, withdrawal_id)
        person = queries.person_to_put_back(session, seen.person_id) if seen else None
        held = household.memberships_of(session, person.id) if person else ()
        concerned = {family_id, *(each.family_id for each in held)}
        household.families_for_update(session, concerned)
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        found = queries.withdrawal(session, family_id, withdrawal_id)
        if found is None or not may_open_homes(session, held, actor, today):
            raise no_such_withdrawal()
        if person is None or found.person_id != person.id:  # merged, or a merge undone, at this moment
            raise changed_meanwhile(family)
        if found.put_back_at is not None:
            raise RuleRefused("put-back-already", "They have been put back already.")
        check_membership(
            Membership(Spell(found.starts_on, found.ends_on), found.role),
            [spell_of(each) for each in held],
            born_on=person.born_on,
            expected_on=person.expected_on,
            today=today,
        )
        evidence, relationships = _bring_back(session, found)
        found.put_back_at, found.put_back_by = clock.now(), actor.user_id
        audit.record(
            session,
            actor,
            "person.put-back",
            family_id,
            withdrawal_id=str(found.id),
            person_id=str(found.person_id),
            evidence=evidence,
            relationships=relationships,
        )
        return changed(family)


def to_withdraw(family_id: UUID, member_id: UUID, *, actor: Actor, today: date) -> ToWithdraw:
    """What taking back a stay would do. Opens the record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family" | "member").
    """
    record = household_to_change(family_id, actor=actor, today=today).record
    person = next((each for each in record.people if each.member_id == member_id), None)
    if person is None:
        raise NotFound("member", "There is no such person in this family.")
    with reading(actor) as session:
        tied = queries.tied_here(session, family_id, member_id, person.person_id)
    try:
        check_never_here(tied)
    except RuleRefused as refusal:
        return ToWithdraw(record, person, tied, refusal)
    return ToWithdraw(record, person, tied, None)


def to_put_back(family_id: UUID, withdrawal_id: UUID, *, actor: Actor, today: date) -> ToPutBack:
    """What putting back a stay would do. Opens the record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family" | "withdrawal").
    """
    record = household_to_change(family_id, actor=actor, today=today).record
    stay = next((each for each in record.withdrawn if each.id == withdrawal_id), None)
    if stay is None:
        raise no_such_withdrawal()
    with reading(actor) as session:
        found = queries.withdrawal(session, family_id, withdrawal_id)
        waiting = queries.waiting_for_another(session, found) if found else {}
        return ToPutBack(
            record,
            stay,
            len(queries.evidence_along(session, withdrawal_id)),
            queries.relationships_set_aside(session, found) - len(waiting) if found else 0,
        )


def no_such_withdrawal() -> NotFound:
    """What is said of a withdrawal that is not of the family."""
    return NotFound("withdrawal", "Nobody was taken out of this family so.")


def _take_along(session: Session, made: WithdrawnMembership) -> None:
    """Take back what is recorded in the family of somebody who was never in it.

    A relationship to somebody with whom they live in another family now is that family's from now on.
    """
    for evidence in queries.evidence_of(session, made.family_id, made.person_id):
        was = evidence.model_dump(mode="json", exclude=OF_THE_WITHDRAWAL)
        session.add(WithdrawnEvidence(withdrawal_id=made.id, was=was))
        session.delete(evidence)
    homes = queries.other_homes(session, made.family_id, made.person_id)
    for relationship in queries.relationships_of_person(session, made.family_id, made.person_id):
        session.add(WithdrawnRelationship(withdrawal_id=made.id, relationship_id=relationship.id))
        if relationship.id in homes:
            relationship.family_id = homes[relationship.id]
            continue
        relationship.set_aside_at, relationship.set_aside_by = made.withdrawn_at, made.withdrawn_by
        relationship.set_aside_why = SetAsideWhy(made.reason.value)


def _bring_back(session: Session, found: WithdrawnMembership) -> tuple[int, int]:
    """The stay, and what went with it, where they were; how much evidence and how many relationships."""
    evidence = queries.evidence_along(session, found.id)
    theirs = {"family_id": found.family_id, "person_id": found.person_id}
    try:
        with session.begin_nested():
            session.add(
                HouseholdMember(
                    id=found.member_id,
                    **theirs,
                    role=found.role,
                    starts_on=found.starts_on,
                    ends_on=found.ends_on,
                )
            )
            for each in evidence:
                session.add(CriterionEvidence.model_validate({**each.was, **theirs}))
                session.delete(each)
            relationships = _bring_back_relationships(session, found)
            session.flush()
    except IntegrityError as error:  # what was recorded since takes the place of what would come back
        if not isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise
        raise RuleRefused(
            "stands-in-the-way",
            "Something that was recorded since takes the place of what would come back. Correct that first.",
        ) from None
    return len(evidence), relationships


def _bring_back_relationships(session: Session, found: WithdrawnMembership) -> int:
    """Those that went with the stay stand again, and how many do.

    One to somebody who has been taken out of the family too comes back with them.
    """
    along = queries.relationships_along(session, found.id)
    waiting = queries.waiting_for_another(session, found)
    back = [each.relationship_id for each in along if each.relationship_id not in waiting]
    for relationship in queries.relationships_to_put_back(session, back):
        if relationship.family_id == found.family_id:
            relationship.set_aside_at = relationship.set_aside_by = relationship.set_aside_why = None
        relationship.family_id = found.family_id  # another home's for the while
    for row in along:
        if row.relationship_id in waiting:
            row.withdrawal_id = waiting[row.relationship_id]
        else:
            session.delete(row)
    return len(back)
