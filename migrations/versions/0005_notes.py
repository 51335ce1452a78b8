"""Case notes, and oversight notes of those who answer for the work."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOTE_KINDS = (
    "home-visit",
    "meeting",
    "telephone-call",
    "message",
    "tried-to-contact",
    "talk-with-another-agency",
    "other-work",
)
CORRECTIONS = ("mistyped", "wrong-day", "not-accurate", "something-left-out")
OVERSIGHT_KINDS = ("supervision", "management-decision", "mentor-session")
LONGEST = 20_000


def upgrade() -> None:
    op.create_table(
        "case_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("note_kind", NOTE_KINDS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("correction", _word("note_correction", CORRECTIONS), nullable=True),
        sa.CheckConstraint(
            "(corrects is null) = (correction is null)", name=op.f("ck_case_note_corrected_with_a_reason")
        ),
        sa.CheckConstraint(
            f"char_length(text) between 1 and {LONGEST}", name=op.f("ck_case_note_text_length")
        ),
        sa.ForeignKeyConstraint(["corrects"], ["case_note.id"], name=op.f("fk_case_note_corrects_case_note")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_case_note_family_id_family")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_case_note_written_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
        sa.UniqueConstraint("corrects", name=op.f("uq_case_note_corrects")),
    )
    op.create_index("ix_case_note_family", "case_note", ["family_id", "happened_on"])
    op.create_index(op.f("ix_case_note_written_by"), "case_note", ["written_by"])
    op.create_table(
        "oversight_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("oversight_kind", OVERSIGHT_KINDS), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("actions", sa.String(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("next_due_on > held_on", name=op.f("ck_oversight_note_next_due_after")),
        sa.CheckConstraint(
            f"char_length(direction) between 1 and {LONGEST}",
            name=op.f("ck_oversight_note_direction_length"),
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_oversight_note_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_oversight_note_written_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_note")),
    )
    op.create_index("ix_oversight_note_family", "oversight_note", ["family_id", "held_on"])
    op.create_index(op.f("ix_oversight_note_written_by"), "oversight_note", ["written_by"])


def downgrade() -> None:
    op.drop_table("oversight_note")
    op.drop_table("case_note")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
