"""Referrals of families by partners: whom they name, what was asked and answered, and what came of them."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.referrals import DeclineReason, ReferralConsent, ReferralState
from app.db import Row, stored
from app.programme.facts import Criterion, MemberRole


class Referral(Row, table=True):
    """A family referred to the programme, by whom and why, and where the referral stands.

    number: what people call it by. meeting_id: the rollout meeting it was last taken to. family_id: the
    family it was accepted as. seen_version: the version that whoever sent it has seen; an older one than
    the version itself is news to them.
    """

    __tablename__ = "referral"
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'declined') = (decline_reason is not null)", name="declined_with_a_reason"
        ),
        sa.CheckConstraint(
            "explanation is not null or decline_reason <> 'another-reason'", name="another_reason_explained"
        ),
        sa.CheckConstraint("(state = 'accepted') = (family_id is not null)", name="accepted_as_a_family"),
        sa.CheckConstraint(
            "state <> 'taken-to-a-meeting' or meeting_id is not null", name="meeting_taken_to"
        ),
        sa.CheckConstraint(
            "(state in ('accepted', 'declined')) = (decided_on is not null)", name="decided_on_a_day"
        ),
        sa.CheckConstraint("decided_on >= referred_on", name="referred_on_decided_on_order"),
        sa.Index("ix_referral_referred_at_id", "referred_at", "id"),
    )

    number: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger, sa.Identity(always=True), unique=True, nullable=False),
    )
    referred_by: UUID = Field(foreign_key="user_account.id", index=True)
    referred_on: date
    referred_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    address: str | None = None
    postcode: str | None = None
    ward_id: UUID = Field(foreign_key="ward.id", index=True)
    why: str
    consent: ReferralConsent = Field(sa_type=stored(ReferralConsent))
    state: ReferralState = Field(default=ReferralState.WAITING, sa_type=stored(ReferralState))
    meeting_id: UUID | None = Field(default=None, foreign_key="rollout_meeting.id", index=True)
    decided_on: date | None = None
    decline_reason: DeclineReason | None = Field(default=None, sa_type=stored(DeclineReason))
    explanation: str | None = None
    family_id: UUID | None = Field(default=None, foreign_key="family.id", index=True)
    version: int = 1
    seen_version: int = 1


class ReferralPerson(Row, table=True):
    """Someone whom a referral names, in the order in which they were named."""

    __tablename__ = "referral_person"
    __table_args__ = (
        sa.UniqueConstraint("referral_id", "position"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.CheckConstraint("(role = 'unborn-child') = (expected_on is not null)", name="expected_if_unborn"),
        sa.CheckConstraint("born_on is null or expected_on is null", name="born_or_expected"),
        sa.Index("ix_referral_person_born_on", "born_on"),
    )

    referral_id: UUID = Field(foreign_key="referral.id")
    position: int
    forename: str
    surname: str
    forename_key: str
    surname_key: str
    role: MemberRole = Field(sa_type=stored(MemberRole))
    born_on: date | None = None
    expected_on: date | None = None


class ReferralCriterion(Row, table=True):
    """A criterion that seems met to whoever referred the family."""

    __tablename__ = "referral_criterion"
    __table_args__ = (sa.UniqueConstraint("referral_id", "criterion"),)

    referral_id: UUID = Field(foreign_key="referral.id")
    criterion: Criterion = Field(sa_type=stored(Criterion))


class ReferralQuestion(Row, table=True):
    """What the coordinator asked about a referral, and what whoever sent it answered."""

    __tablename__ = "referral_question"
    __table_args__ = (
        sa.CheckConstraint("(answer is null) = (answered_at is null)", name="answered_at_a_time"),
        sa.Index("ix_referral_question_referral_id_asked_at", "referral_id", "asked_at"),
    )

    referral_id: UUID = Field(foreign_key="referral.id")
    question: str
    asked_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    answer: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
