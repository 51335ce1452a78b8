"""A family that comes on to the programme's list by a referral, within the transaction that accepts it."""

from datetime import date
from uuid import uuid4

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.models.referrals import Referral
from app.cases.queries import referrals
from app.cases.queries.numbering import next_number
from app.cases.queries.referral_parts import PersonOnReferral
from app.cases.rules.names import name_key
from app.cases.rules.references import LARGEST_NUMBER, family_reference
from app.cases.rules.vocabulary import IdentifiedHow, Sex
from app.cases.services.changing import changed
from app.errors import RuleRefused

SOURCE = "Referral"


def new_family(session: Session, referral: Referral, *, actor: Actor, today: date) -> Family:
    """A new family of the people of a referral, on the list from today.

    Its people and its address are known since the day of the referral. Its criteria are reported, and
    verified by nobody yet. Raises RuleRefused("no-number-left").
    """
    family_id = uuid4()
    family = Family(
        id=family_id,
        import_key=str(family_id),
        reference=_next_reference(session),
        identified_on=today,
        identified_how=IdentifiedHow.REFERRAL,
        updated_at=clock.now(),
    )
    session.add(family)
    session.flush()
    session.add(
        Residence(
            family_id=family_id,
            ward_id=referral.ward_id,
            address=referral.address,
            postcode=referral.postcode,
            starts_on=referral.referred_on,
        )
    )
    for person in referrals.people_of(session, referral.id):
        _add_member(session, family, person, since=referral.referred_on)
    session.add_all(
        CriterionEvidence(
            family_id=family_id,
            criterion=criterion,
            met=True,
            starts_on=referral.referred_on,
            source=SOURCE,
            extract_on=referral.referred_on,
        )
        for criterion in referrals.criteria_of(session, referral.id)
    )
    audit.record(session, actor, "family.identified", family_id, how=IdentifiedHow.REFERRAL.value, new=True)
    return family


def identify(session: Session, family: Family, *, actor: Actor, today: date) -> int:
    """Bring a family on to the list that was on file without a reference. Returns its new version.

    Raises RuleRefused("no-number-left").
    """
    family.reference = _next_reference(session)
    family.identified_on = today
    family.identified_how = IdentifiedHow.REFERRAL
    audit.record(session, actor, "family.identified", family.id, how=IdentifiedHow.REFERRAL.value, new=False)
    return changed(family)


def _next_reference(session: Session) -> str:
    number = next_number(session)
    if number > LARGEST_NUMBER:
        raise RuleRefused(
            "no-number-left", "Every reference has been given. Tell whoever looks after Loxley."
        )
    return family_reference(number)


def _add_member(session: Session, family: Family, person: PersonOnReferral, *, since: date) -> None:
    person_id = uuid4()
    session.add(
        Person(
            id=person_id,
            import_key=str(person_id),
            forename=person.forename,
            surname=person.surname,
            forename_key=name_key(person.forename),
            surname_key=name_key(person.surname),
            born_on=person.born_on,
            expected_on=person.expected_on,
            sex=Sex.UNKNOWN,
        )
    )
    session.flush()
    session.add(HouseholdMember(person_id=person_id, family_id=family.id, role=person.role, starts_on=since))
