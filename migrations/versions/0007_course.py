"""Keep the course of an assessment: team meetings, actions, reviews, levels of need, re-openings."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment", sa.Column("next_review_on", sa.Date(), nullable=True))
    op.create_table(
        "team_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_team_meeting_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_meeting")),
        sa.UniqueConstraint("assessment_id", "meets_on", name=op.f("uq_team_meeting_assessment_id_meets_on")),
    )
    op.create_table(
        "team_meeting_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column(
            "attendance",
            _words("attendance", "invited", "attended", "sent-apologies", "did-not-attend"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(practitioner_id is null) = (agency_id is not null and role is not null)",
            name=op.f("ck_team_meeting_invitation_who"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["team_meeting.id"],
            name=op.f("fk_team_meeting_invitation_meeting_id_team_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_team_meeting_invitation_practitioner_id_practitioner"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_team_meeting_invitation_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_meeting_invitation")),
        sa.UniqueConstraint(
            "meeting_id",
            "practitioner_id",
            name=op.f("uq_team_meeting_invitation_meeting_id_practitioner_id"),
        ),
        sa.UniqueConstraint(
            "meeting_id",
            "agency_id",
            "role",
            name=op.f("uq_team_meeting_invitation_meeting_id_agency_id_role"),
        ),
    )
    _index("team_meeting_invitation", "practitioner_id")
    _index("team_meeting_invitation", "agency_id")
    op.create_table(
        "assessment_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("works_well", sa.String(), nullable=False),
        sa.Column("worries", sa.String(), nullable=False),
        sa.Column("needs_to_happen", sa.String(), nullable=True),
        sa.Column("childs_words", sa.String(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "next_review_on >= reviewed_on",
            name=op.f("ck_assessment_review_reviewed_on_next_review_on_order"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_review_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_review")),
        sa.UniqueConstraint(
            "assessment_id", "reviewed_on", name=op.f("uq_assessment_review_assessment_id_reviewed_on")
        ),
    )
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(practitioner_id is null) = (who is not null)", name=op.f("ck_plan_action_who")),
        sa.CheckConstraint("due_on >= agreed_on", name=op.f("ck_plan_action_agreed_on_due_on_order")),
        sa.CheckConstraint("done_on >= agreed_on", name=op.f("ck_plan_action_agreed_on_done_on_order")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_plan_action_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["assessment_review.id"],
            name=op.f("fk_plan_action_review_id_assessment_review"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioner.id"], name=op.f("fk_plan_action_practitioner_id_practitioner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
    )
    for column in ("assessment_id", "review_id", "practitioner_id"):
        _index("plan_action", column)
    op.create_table(
        "level_of_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("moment", _words("need_moment", "initiation", "review", "closure"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level between 1 and 4", name=op.f("ck_level_of_need_level")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_level_of_need_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_of_need")),
        sa.UniqueConstraint(
            "assessment_id",
            "decided_on",
            "moment",
            name=op.f("uq_level_of_need_assessment_id_decided_on_moment"),
        ),
    )
    op.create_table(
        "assessment_reopening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            _words(
                "reopening_reason",
                "closed-by-mistake",
                "needs-have-returned",
                "stepped-down-from-social-care",
                "family-engages-again",
                "moved-back",
            ),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column(
            "closure_reason",
            _words(
                "closure_reason",
                "needs-met",
                "escalated-to-social-care",
                "family-disengaged",
                "consent-withdrawn",
                "moved-away",
                "other",
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "reopened_on >= closed_on", name=op.f("ck_assessment_reopening_closed_on_reopened_on_order")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_assessment_reopening_assessment_id_assessment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_reopening")),
    )
    _index("assessment_reopening", "assessment_id")


def downgrade() -> None:
    for table in (
        "assessment_reopening",
        "level_of_need",
        "plan_action",
        "assessment_review",
        "team_meeting_invitation",
        "team_meeting",
    ):
        op.drop_table(table)
    op.drop_column("assessment", "next_review_on")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
