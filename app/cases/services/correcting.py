"""What was recorded of a person, and of their days in a household, is corrected where it was wrong."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import HouseholdMember, Person
from app.cases.rules.household import (
    Membership,
    check_born,
    check_membership,
    follow_birth,
)
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.names import name_key
from app.cases.services.members import MemberToChange, member_to_change, membership_of, put, spell_of
from app.cases.services.noting import Value, differing, note_corrections
from app.cases.services.people import PersonDetails
from app.db import transaction


def correct_person(
    family_id: UUID,
    member_id: UUID,
    right: PersonDetails,
    membership: Membership,
    *,
    reason: CorrectionReason,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Correct what was wrong of a person or of their days in a household; the old values are kept.

    right, membership: all that should be recorded. Days that began or ended with the birth move with the date
    of birth, unless they are given anew. Returns the record's new version. Writes person, household_member,
    correction, family, audit_event. Raises Forbidden("role"), NotFound("family" | "member"),
    Conflict("changed-meanwhile"), RuleRefused("nothing-differs" | "born-in-the-future" |
    "expected-too-late" | "in-the-future" | "dates-in-order" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth" | "in-another-household").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        found = member_to_change(session, family_id, member_id, version, actor=actor, today=today)
        check_born(right.born_on, right.expected_on, today=today)
        days = _days(found, right, membership)
        _check_all(days, right, today=today)
        of_the_person = _differences(found.person, right)
        here = _differences_in(found.member, days[found.member.id][1])
        note_corrections(
            session,
            actor,
            differing(*of_the_person, *here),
            reason=reason,
            family_id=family_id,
            person_id=found.person.id,
        )
        _note_followers(session, actor, found, days, reason)
        _put_right(found.person, right)
        for member, becomes in days.values():
            put(member, becomes)
        return found.person_changed()


Days = dict[UUID, tuple[HouseholdMember, Membership]]
"""Every membership of a person with what it becomes, by its id."""


def _days(found: MemberToChange, right: PersonDetails, membership: Membership) -> Days:
    was, now = found.person.born_on, right.born_on
    days = {each.id: (each, membership_of(each)) for each in (found.member, *found.others)}
    if was is not None and now is not None and was != now:
        days = {key: (member, follow_birth(held, was, now)) for key, (member, held) in days.items()}
    if membership != membership_of(found.member):
        days[found.member.id] = (found.member, membership)
    return days


def _check_all(days: Days, right: PersonDetails, *, today: date) -> None:
    for key, (_, becomes) in days.items():
        others = [other.spell for other_key, (_, other) in days.items() if other_key != key]
        check_membership(becomes, others, born_on=right.born_on, expected_on=right.expected_on, today=today)


def _differences(was: Person, right: PersonDetails) -> list[tuple[CorrectedField, Value, Value]]:
    return [
        (CorrectedField.FORENAME, was.forename, right.forename),
        (CorrectedField.SURNAME, was.surname, right.surname),
        (CorrectedField.BORN_ON, was.born_on, right.born_on),
        (CorrectedField.EXPECTED_ON, was.expected_on, right.expected_on),
        (CorrectedField.SEX, was.sex, right.sex),
        (CorrectedField.ETHNICITY, was.ethnicity, right.ethnicity),
        (CorrectedField.FIRST_LANGUAGE, was.first_language, right.first_language),
        (CorrectedField.IS_DISABLED, was.is_disabled, right.is_disabled),
    ]


def _differences_in(was: HouseholdMember, right: Membership) -> list[tuple[CorrectedField, Value, Value]]:
    return [
        (CorrectedField.ROLE, was.role, right.role),
        (CorrectedField.JOINED_ON, was.starts_on, right.spell.starts_on),
        (CorrectedField.LEFT_ON, was.ends_on, right.spell.ends_on),
    ]


def _note_followers(
    session: Session, actor: Actor, found: MemberToChange, days: Days, reason: CorrectionReason
) -> None:
    """The days elsewhere that moved with a date of birth are corrections too, of those families."""
    for other in found.others:
        becomes = days[other.id][1]
        if becomes.spell != spell_of(other):
            note_corrections(
                session,
                actor,
                differing(*_differences_in(other, becomes)),
                reason=reason,
                family_id=other.family_id,
                person_id=found.person.id,
            )


def _put_right(person: Person, right: PersonDetails) -> None:
    person.forename, person.forename_key = right.forename, name_key(right.forename)
    person.surname, person.surname_key = right.surname, name_key(right.surname)
    person.born_on, person.expected_on = right.born_on, right.expected_on
    person.sex, person.ethnicity = right.sex, right.ethnicity
    person.first_language, person.is_disabled = right.first_language, right.is_disabled
