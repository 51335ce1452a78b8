"""Plan and run rollout meetings: invitations, what agencies answer, and decisions that were replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OUTCOMES = ("allocate", "check-for-claim", "not-to-be-allocated")
REASONS = (
    "social-care-case",
    "data-to-check",
    "single-agency-need",
    "moved-out-of-area",
    "deferred",
    "false-positive",
)


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )


def upgrade() -> None:
    op.create_table(
        "meeting_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _key("meeting_plan", "meeting_id", "rollout_meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_plan")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_plan_meeting_id")),
    )
    op.create_table(
        "meeting_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        _key("meeting_invitation", "meeting_id", "rollout_meeting"),
        _key("meeting_invitation", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitation")),
        sa.UniqueConstraint(
            "meeting_id", "agency_id", name=op.f("uq_meeting_invitation_meeting_id_agency_id")
        ),
    )
    op.create_index(op.f("ix_meeting_invitation_agency_id"), "meeting_invitation", ["agency_id"])
    op.create_table(
        "agency_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        _key("agency_reply", "meeting_id", "rollout_meeting"),
        _key("agency_reply", "agency_id", "agency"),
        _key("agency_reply", "establishment_id", "establishment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_reply")),
        sa.UniqueConstraint(
            "meeting_id",
            "agency_id",
            "establishment_id",
            name=op.f("uq_agency_reply_meeting_id_agency_id_establishment_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_agency_reply_agency_id"), "agency_reply", ["agency_id"])
    op.create_index(op.f("ix_agency_reply_establishment_id"), "agency_reply", ["establishment_id"])
    op.create_table(
        "agency_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("knowledge", _one_of("knowledge", "not-known", "known", "working-now"), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("relationship", _one_of("relationship", "good", "fair", "poor"), nullable=True),
        sa.CheckConstraint(
            "knowledge = 'working-now' or (practitioner_id is null and relationship is null)",
            name=op.f("ck_agency_answer_who_works_now"),
        ),
        _key("agency_answer", "reply_id", "agency_reply"),
        _key("agency_answer", "family_id", "family"),
        _key("agency_answer", "practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_answer")),
        sa.UniqueConstraint("reply_id", "family_id", name=op.f("uq_agency_answer_reply_id_family_id")),
    )
    op.create_index(op.f("ix_agency_answer_family_id"), "agency_answer", ["family_id"])
    op.create_index(op.f("ix_agency_answer_practitioner_id"), "agency_answer", ["practitioner_id"])
    op.create_table(
        "replaced_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", _one_of("triage_outcome", *OUTCOMES), nullable=False),
        sa.Column("reason", _one_of("not_allocated_reason", *REASONS), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("revision_reason", sa.String(), nullable=True),
        sa.Column("agencies", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=False),
        _key("replaced_decision", "decision_id", "triage_decision"),
        _key("replaced_decision", "lead_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_decision")),
    )
    op.create_index(op.f("ix_replaced_decision_decision_id"), "replaced_decision", ["decision_id"])
    op.create_index(op.f("ix_replaced_decision_lead_id"), "replaced_decision", ["lead_id"])


def downgrade() -> None:
    for table in (
        "replaced_decision",
        "agency_answer",
        "agency_reply",
        "meeting_invitation",
        "meeting_plan",
    ):
        op.drop_table(table)
