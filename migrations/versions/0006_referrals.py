"""Keep referrals of families: whom they name, what was asked and answered, and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATES = ("waiting", "asked", "taken-to-a-meeting", "accepted", "declined")
CONSENTS = ("family-agrees", "family-does-not-agree", "family-not-asked-yet")
DECLINE_REASONS = (
    "criteria-not-met",
    "one-agency-is-enough",
    "social-care-case",
    "lives-outside-the-area",
    "family-does-not-agree",
    "another-reason",
)
ROLES = ("parent-or-carer", "child", "other-adult", "unborn-child")
CRITERIA = (
    "proven-offence",
    "asb-order",
    "housing-asb-intervention",
    "permanent-exclusion",
    "three-fixed-term-exclusions",
    "pru-or-alternative-provision",
    "improving-behaviour-pru",
    "not-on-roll",
    "unauthorised-absence",
    "out-of-work-benefit",
    "local-child-in-need",
    "local-domestic-violence",
    "local-substance-misuse",
    "local-mental-health",
    "local-common-assessment",
)


def one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referred_by", sa.Uuid(), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("consent", one_of(CONSENTS, "referral_consent"), nullable=False),
        sa.Column("state", one_of(STATES, "referral_state"), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decline_reason", one_of(DECLINE_REASONS, "decline_reason"), nullable=True),
        sa.Column("explanation", sa.String(), nullable=True),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'declined') = (decline_reason is not null)",
            name=op.f("ck_referral_declined_with_a_reason"),
        ),
        sa.CheckConstraint(
            "explanation is not null or decline_reason <> 'another-reason'",
            name=op.f("ck_referral_another_reason_explained"),
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (family_id is not null)", name=op.f("ck_referral_accepted_as_a_family")
        ),
        sa.CheckConstraint(
            "state <> 'taken-to-a-meeting' or meeting_id is not null",
            name=op.f("ck_referral_meeting_taken_to"),
        ),
        sa.CheckConstraint(
            "(state in ('accepted', 'declined')) = (decided_on is not null)",
            name=op.f("ck_referral_decided_on_a_day"),
        ),
        sa.CheckConstraint(
            "decided_on >= referred_on", name=op.f("ck_referral_referred_on_decided_on_order")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by"], ["user_account.id"], name=op.f("fk_referral_referred_by_user_account")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_referral_ward_id_ward")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["rollout_meeting.id"], name=op.f("fk_referral_meeting_id_rollout_meeting")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_referral_family_id_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
    )
    for column in ("referred_by", "ward_id", "meeting_id", "family_id"):
        op.create_index(op.f(f"ix_referral_{column}"), "referral", [column])
    op.create_index("ix_referral_referred_at_id", "referral", ["referred_at", "id"])
    op.create_table(
        "referral_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("forename", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("forename_key", sa.String(), nullable=False),
        sa.Column("surname_key", sa.String(), nullable=False),
        sa.Column("role", one_of(ROLES, "member_role"), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("ck_referral_person_position")),
        sa.CheckConstraint(
            "(role = 'unborn-child') = (expected_on is not null)",
            name=op.f("ck_referral_person_expected_if_unborn"),
        ),
        sa.CheckConstraint(
            "born_on is null or expected_on is null", name=op.f("ck_referral_person_born_or_expected")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_person_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_person")),
        sa.UniqueConstraint("referral_id", "position", name=op.f("uq_referral_person_referral_id_position")),
    )
    op.create_index("ix_referral_person_born_on", "referral_person", ["born_on"])
    op.create_table(
        "referral_criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", one_of(CRITERIA, "criterion"), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_criterion_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_criterion")),
        sa.UniqueConstraint(
            "referral_id", "criterion", name=op.f("uq_referral_criterion_referral_id_criterion")
        ),
    )
    op.create_table(
        "referral_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer is null) = (answered_at is null)", name=op.f("ck_referral_question_answered_at_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_question_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_question")),
    )
    op.create_index(
        "ix_referral_question_referral_id_asked_at", "referral_question", ["referral_id", "asked_at"]
    )


def downgrade() -> None:
    for table in ("referral_question", "referral_criterion", "referral_person", "referral"):
        op.drop_table(table)
