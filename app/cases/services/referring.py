"""Referring a family: whether it is known already, the referral itself, and answers about it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Ward
from app.cases.models.referrals import Referral, ReferralCriterion, ReferralPerson
from app.cases.queries import matching, referrals, rule_packs
from app.cases.queries.referral_parts import KnownToProgramme, PersonLike, ReferralRecord
from app.cases.rules.matching import Likeness, Named
from app.cases.rules.names import name_key
from app.cases.rules.referrals import ReferralState
from app.cases.rules.referred import FamilyReferred, PersonReferred, check_household, criteria_asked
from app.cases.services.referral_access import moved, referral_record, referral_to_move
from app.db import reading, transaction
from app.errors import Forbidden, NotFound
from app.programme.facts import Criterion, CriterionGroup, MemberRole


def criteria_offered(*, actor: Actor, today: date) -> dict[CriterionGroup, tuple[Criterion, ...]]:
    """The criteria that a referral may name today, by group. Raises Forbidden("role")."""
    check_may(actor, Action.REFER_A_FAMILY)
    with reading(actor) as session:
        return criteria_asked(today, rule_packs.editions(session))


def known_to_programme(people: Sequence[PersonReferred], *, actor: Actor, today: date) -> KnownToProgramme:
    """Whether a family is on the programme's list already, as far as whoever refers it may be told.

    Only children whose date of birth is given are looked for, among the children of families on the list.
    Writes audit_event. Raises Forbidden("role"),
    RuleRefused("no-child" | "date-of-birth" | "too-old-for-a-child" | "expected-date").
    """
    check_may(actor, Action.REFER_A_FAMILY)
    check_household(people, today)
    children = {
        position: Named(name_key(person.forename), name_key(person.surname), person.born_on)
        for position, person in enumerate(people, 1)
        if person.role is MemberRole.CHILD and person.born_on is not None
    }
    with transaction(actor) as session:
        like: tuple[PersonLike, ...] = ()
        if children:
            found = matching.people_like(session, children, today, listed_only=True)
            like = tuple(person for person in found if person.role is MemberRole.CHILD)
        known = next((person for person in like if person.likeness is Likeness.KNOWN), None)
        how = Likeness.KNOWN if known else Likeness.PERHAPS if like else None
        audit.record(
            session,
            actor,
            "referral.checked",
            known.family_id if known else None,
            found=how.value if how else None,
            children=len(children),
        )
        return matching.who_leads(session, known.family_id, today) if known else KnownToProgramme(how)


def refer(family: FamilyReferred, *, actor: Actor, today: date, now: datetime) -> ReferralRecord:
    """Refer a family to the programme.

    Writes referral, referral_person, referral_criterion, audit_event. Raises Forbidden("role"),
    NotFound("ward"), RuleRefused("no-child" | "date-of-birth" | "too-old-for-a-child" | "expected-date").
    """
    check_may(actor, Action.REFER_A_FAMILY)
    check_household(family.people, today)
    with transaction(actor) as session:
        if session.get(Ward, family.ward_id) is None:
            raise NotFound("ward", "There is no such ward.")
        referral = Referral(
            referred_by=actor.user_id,
            referred_on=today,
            referred_at=now,
            address=family.address,
            postcode=family.postcode,
            ward_id=family.ward_id,
            why=family.why,
            consent=family.consent,
        )
        session.add(referral)
        session.flush()
        session.add_all(
            ReferralPerson(
                referral_id=referral.id,
                position=position,
                forename=person.forename,
                surname=person.surname,
                forename_key=name_key(person.forename),
                surname_key=name_key(person.surname),
                role=person.role,
                born_on=person.born_on,
                expected_on=person.expected_on,
            )
            for position, person in enumerate(family.people, 1)
        )
        session.add_all(
            ReferralCriterion(referral_id=referral.id, criterion=criterion) for criterion in family.criteria
        )
        audit.record(
            session,
            actor,
            "referral.sent",
            referral.id,
            people=len(family.people),
            criteria=len(family.criteria),
            consent=family.consent.value,
        )
        session.flush()
        return referral_record(session, referral, actor=actor, today=today)


def answer(referral_id: UUID, words: str, *, version: int, actor: Actor, now: datetime) -> int:
    """Answer what was asked about one's own referral, which waits again. Returns its new version.

    Writes referral, referral_question, audit_event. Raises Forbidden("role" | "not-your-referral"),
    NotFound("referral"), Conflict("changed-meanwhile"), RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.REFER_A_FAMILY)
    with transaction(actor) as session:
        referral = referral_to_move(session, referral_id, ReferralState.WAITING, version=version, actor=actor)
        if referral.referred_by != actor.user_id:
            raise Forbidden("not-your-referral", "Only whoever sent a referral may answer about it.")
        question = referrals.open_question(session, referral_id)
        question.answered_at = now
        question.answer = words
        referral.state = ReferralState.WAITING
        audit.record(session, actor, "referral.answered", referral_id)
        return moved(referral, actor)
