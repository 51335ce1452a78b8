"""A referral of a family on the live site, for tests that look at its pages."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from app import clock
from app.access.models import UserAccount
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.cases.models.people import HouseholdMember, Person, Ward
from app.cases.rules.referrals import ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.services import referral_decisions, referring
from app.db import reading
from app.programme.facts import Criterion, MemberRole
from tests.browser.conftest import email_of
from tests.conftest import COORDINATOR, TODAY


def a_referral_asked_about() -> UUID:
    """The team member's referral with a question to answer."""
    sent = a_referral()
    referral_decisions.ask(sent, "Which school?", version=1, actor=COORDINATOR, now=clock.now())
    return sent


def a_referral() -> UUID:
    """The team member's referral of a child who is on file and of a parent."""
    with reading(COMMAND_LINE) as session:
        sender = session.exec(
            select(UserAccount.id).where(UserAccount.email == email_of(Role.TEAM_MEMBER))
        ).one()
        ward = session.exec(select(Ward.id).order_by(col(Ward.name))).first()
        child = session.exec(
            select(Person)
            .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
            .where(HouseholdMember.role == MemberRole.CHILD, col(Person.born_on) > date(1999, 1, 1))
            .order_by(col(Person.import_key))
        ).first()
    assert ward is not None
    assert child is not None
    family = FamilyReferred(
        people=(
            PersonReferred(child.forename, child.surname, MemberRole.CHILD, child.born_on),
            PersonReferred("Petra", child.surname, MemberRole.PARENT_OR_CARER),
        ),
        ward_id=ward,
        why="She has missed a day of school in most weeks since Easter.\nHer mother asks for help.",
        consent=ReferralConsent.AGREES,
        criteria=frozenset({Criterion.UNAUTHORISED_ABSENCE, Criterion.OUT_OF_WORK_BENEFIT}),
        address="1 Alder Example Road",
        postcode="NG0 0AA",
    )
    actor = Actor(sender, frozenset({Role.TEAM_MEMBER}))
    return referring.refer(family, actor=actor, today=TODAY, now=clock.now()).id
