"""Keep the form of an assessment: its sections with a version each, their words, and completions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SECTIONS = (
    "about",
    "child",
    "parents",
    "surroundings",
    "conclusions",
    "plan",
    "words",
)
BOXES = (
    "people-present",
    "what-led-to-it",
    "strengths-general-health",
    "needs-general-health",
    "strengths-physical-development",
    "needs-physical-development",
    "strengths-speech-and-language",
    "needs-speech-and-language",
    "strengths-emotional-and-social",
    "needs-emotional-and-social",
    "strengths-behavioural-development",
    "needs-behavioural-development",
    "strengths-identity",
    "needs-identity",
    "strengths-family-and-social-relationships",
    "needs-family-and-social-relationships",
    "strengths-self-care",
    "needs-self-care",
    "strengths-understanding",
    "needs-understanding",
    "strengths-participation-in-learning",
    "needs-participation-in-learning",
    "strengths-progress",
    "needs-progress",
    "strengths-aspirations",
    "needs-aspirations",
    "strengths-basic-care",
    "needs-basic-care",
    "strengths-emotional-warmth",
    "needs-emotional-warmth",
    "strengths-guidance",
    "needs-guidance",
    "strengths-family-history",
    "needs-family-history",
    "strengths-wider-family",
    "needs-wider-family",
    "strengths-housing-and-money",
    "needs-housing-and-money",
    "strengths-community",
    "needs-community",
    "conclusions",
    "childs-words",
    "parents-words",
)
REASONS = ("mistake-found", "family-asked", "new-information", "completed-too-early")


def upgrade() -> None:
    op.create_table(
        "form_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("section", _one_of(SECTIONS, "form_section"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_form_section_version")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_form_section_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_section")),
        sa.UniqueConstraint("assessment_id", "section", name=op.f("uq_form_section_assessment_id_section")),
    )
    op.create_index("ix_form_section_saved_by", "form_section", ["saved_by"])
    op.create_table(
        "form_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("box", _one_of(BOXES, "box", length=60), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("char_length(words) between 1 and 5000", name=op.f("ck_form_answer_words")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["form_section.id"], name=op.f("fk_form_answer_section_id_form_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answer")),
        sa.UniqueConstraint("section_id", "box", name=op.f("uq_form_answer_section_id_box")),
    )
    op.create_table(
        "form_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("desired_outcome", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("by_when", sa.String(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=True),
        sa.CheckConstraint("position between 1 and 20", name=op.f("ck_form_action_position")),
        sa.CheckConstraint(
            "char_length(desired_outcome) <= 2000 and char_length(action) <= 2000"
            " and char_length(who) <= 200 and char_length(by_when) <= 40",
            name=op.f("ck_form_action_lengths"),
        ),
        sa.CheckConstraint(
            "desired_outcome || action || who || by_when <> ''", name=op.f("ck_form_action_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["form_section.id"], name=op.f("fk_form_action_section_id_form_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_action")),
        sa.UniqueConstraint("section_id", "position", name=op.f("uq_form_action_section_id_position")),
    )
    op.create_table(
        "form_completion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_by", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.Column("reopen_reason", _one_of(REASONS, "reopen_reason"), nullable=True),
        sa.CheckConstraint(
            "num_nulls(reopened_at, reopened_by, reopen_reason) in (0, 3)",
            name=op.f("ck_form_completion_reopened_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_form_completion_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_completion")),
    )
    op.create_index("ix_form_completion_assessment_id", "form_completion", ["assessment_id"])
    op.create_index(
        "uq_form_completion_in_force",
        "form_completion",
        ["assessment_id"],
        unique=True,
        postgresql_where=sa.text("reopened_at is null"),
    )


def downgrade() -> None:
    for table in ("form_completion", "form_action", "form_answer", "form_section"):
        op.drop_table(table)


def _one_of(values: tuple[str, ...], name: str, length: int = 40) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)
