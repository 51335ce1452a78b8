"""Which reminders each person takes by e-mail, and what they have been told."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
KINDS = (
    "review-due",
    "review-overdue",
    "assessment-due",
    "assessment-overdue",
    "action-due",
    "action-overdue",
    "consent-due",
    "consent-overdue",
    "no-contact",
    "referral-news",
    "team-meeting",
    "cover",
    "weekly-digest",
)
STATES = ("waiting", "sending", "sent", "failed", "uncertain")


def upgrade() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_reminder_choice_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_choice")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("notice_kind", KINDS), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", _word("notice_state", STATES), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", NOW, nullable=False),
        sa.Column("try_after", NOW, nullable=False),
        sa.Column("settled_at", NOW, nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_notice_tries")),
        sa.CheckConstraint(
            "(state in ('waiting', 'sending')) = (settled_at is null)", name=op.f("ck_notice_settled_at")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "user_id", "kind", "subject_id", "day", name=op.f("uq_notice_user_id_kind_subject_id_day")
        ),
    )
    op.create_index(
        "ix_notice_on_its_way",
        "notice",
        ["user_id", "try_after"],
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("reminder_choice")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
