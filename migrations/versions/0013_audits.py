"""Quality audits of assessments with their reviews and actions; training, its places, and mentors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CATEGORIES = (
    "any",
    "at-risk-of-exclusion",
    "persistent-absence",
    "teenage-pregnancy",
    "unborn",
    "voluntary-sector-initiated",
    "open-over-two-years",
)
MIXES = ("any", "single-agency", "multi-agency")
TAKEN_OUT = (
    "consent-withdrawn",
    "no-independent-auditor",
    "not-of-the-category",
    "record-not-kept-here",
)
QUESTIONS = (
    "consent-recorded",
    "consent-scope",
    "details-complete",
    "reason-clear",
    "child-considered",
    "parents-considered",
    "surroundings-considered",
    "strengths-and-needs",
    "evidence-given",
    "conclusions-follow",
    "childs-words",
    "parents-words",
    "outcomes-desired",
    "who-and-by-when",
    "familys-part",
    "team-met",
    "right-agencies",
    "family-at-meetings",
    "review-on-time",
    "progress-said",
    "closure-reasoned",
)
STATES = ("booked", "attended", "did-not-attend", "cancelled")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _make_audits()
    _make_samples()
    _make_training()
    _make_mentors()


def downgrade() -> None:
    for table in (
        "mentor_pairing",
        "training_booking",
        "training_session",
        "training_course",
        "quality_audit_action",
        "quality_audit_answer",
        "sampled_assessment",
        "quality_audit",
    ):
        op.drop_table(table)


def _make_audits() -> None:
    op.create_table(
        "quality_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", _one_of("audit_category", *CATEGORIES), nullable=False),
        sa.Column("mix", _one_of("agency_mix", *MIXES), nullable=False),
        sa.Column("initiated_from", sa.Date(), nullable=False),
        sa.Column("initiated_to", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("pool_digest", sa.String(), nullable=False),
        sa.Column("asks_from", sa.Date(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _check("quality_audit", "size", "size between 1 and pool_size"),
        _check("quality_audit", "seed", "seed >= 0"),
        _check("quality_audit", "title_length", "char_length(title) between 1 and 100"),
        _check("quality_audit", "initiated_from_initiated_to_order", "initiated_to >= initiated_from"),
        _check("quality_audit", "drawn_on_closed_on_order", "closed_on >= drawn_on"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_audit")),
    )
    op.create_index("ix_quality_audit_drawn_on", "quality_audit", ["drawn_on"])


def _make_samples() -> None:
    op.create_table(
        "sampled_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Uuid(), nullable=True),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("findings", sa.String(), nullable=True),
        sa.Column("scored_on", sa.Date(), nullable=True),
        sa.Column("taken_out", _one_of("taken_out_reason", *TAKEN_OUT), nullable=True),
        _check("sampled_assessment", "position", "position >= 1"),
        _check("sampled_assessment", "version", "version >= 1"),
        _check("sampled_assessment", "scored_by_an_auditor", "scored_on is null or auditor_id is not null"),
        _check("sampled_assessment", "taken_out_or_scored", "taken_out is null or scored_on is null"),
        _check("sampled_assessment", "findings_length", "char_length(findings) between 1 and 5000"),
        _key("sampled_assessment", "audit_id", "quality_audit"),
        _key("sampled_assessment", "assessment_id", "assessment"),
        _key("sampled_assessment", "auditor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_assessment")),
        sa.UniqueConstraint(
            "audit_id", "assessment_id", name=op.f("uq_sampled_assessment_audit_id_assessment_id")
        ),
        sa.UniqueConstraint("audit_id", "position", name=op.f("uq_sampled_assessment_audit_id_position")),
    )
    op.create_index("ix_sampled_assessment_assessment_id", "sampled_assessment", ["assessment_id"])
    op.create_index("ix_sampled_assessment_auditor_id", "sampled_assessment", ["auditor_id"])
    op.create_table(
        "quality_audit_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("question", _one_of("audit_question", *QUESTIONS), nullable=False),
        sa.Column("score", _one_of("audit_score", "1", "0", "not-applicable"), nullable=False),
        _key("quality_audit_answer", "sample_id", "sampled_assessment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_audit_answer")),
        sa.UniqueConstraint("sample_id", "question", name=op.f("uq_quality_audit_answer_sample_id_question")),
    )
    op.create_table(
        "quality_audit_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        _check("quality_audit_action", "what_length", "char_length(what) between 1 and 500"),
        _check("quality_audit_action", "done_by_and_on", "(done_on is null) = (done_by is null)"),
        _check("quality_audit_action", "asked_on_due_on_order", "due_on >= asked_on"),
        _check("quality_audit_action", "asked_on_done_on_order", "done_on >= asked_on"),
        _key("quality_audit_action", "sample_id", "sampled_assessment"),
        _key("quality_audit_action", "practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_audit_action")),
    )
    op.create_index("ix_quality_audit_action_sample_id", "quality_audit_action", ["sample_id"])
    op.create_index("ix_quality_audit_action_practitioner_id", "quality_audit_action", ["practitioner_id"])


def _make_training() -> None:
    op.create_table(
        "training_course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        _check("training_course", "title_length", "char_length(title) between 1 and 100"),
        _check("training_course", "about_length", "char_length(about) between 1 and 1000"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_course")),
        sa.UniqueConstraint("title", name=op.f("uq_training_course_title")),
    )
    op.create_table(
        "training_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("called_off_on", sa.Date(), nullable=True),
        _check("training_session", "capacity", "capacity between 1 and 500"),
        _check("training_session", "venue_length", "char_length(venue) between 1 and 200"),
        _key("training_session", "course_id", "training_course"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
    )
    op.create_index("ix_training_session_held_on", "training_session", ["held_on"])
    op.create_index(op.f("ix_training_session_course_id"), "training_session", ["course_id"])
    op.create_table(
        "training_booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("state", _one_of("booking_state", *STATES), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        _key("training_booking", "session_id", "training_session"),
        _key("training_booking", "practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_booking")),
    )
    op.create_index(
        "uq_training_booking_once",
        "training_booking",
        ["session_id", "practitioner_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_index(op.f("ix_training_booking_practitioner_id"), "training_booking", ["practitioner_id"])


def _make_mentors() -> None:
    op.create_table(
        "mentor_pairing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("paired_by", sa.Uuid(), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _check("mentor_pairing", "another_mentor", "mentor_id <> mentee_id"),
        _check("mentor_pairing", "starts_on_ends_on_order", "ends_on >= starts_on"),
        postgresql.ExcludeConstraint(
            ("mentee_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_mentor_pairing_one_at_a_time",
            using="gist",
            where=sa.text("removed_at is null"),
        ),
        _key("mentor_pairing", "mentor_id", "practitioner"),
        _key("mentor_pairing", "mentee_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_pairing")),
    )
    op.create_index(op.f("ix_mentor_pairing_mentor_id"), "mentor_pairing", ["mentor_id"])
    op.create_index(op.f("ix_mentor_pairing_mentee_id"), "mentor_pairing", ["mentee_id"])
