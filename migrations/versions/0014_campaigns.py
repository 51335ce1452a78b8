"""Data-cleansing campaigns: their frozen lists, the answers given, and figures before and after."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("long-open", "past-review", "never-reviewed", "no-lead", "contradictory-dates", "duplicates")
ANSWERS = (
    "still-open",
    "close-it",
    "mended",
    "right-as-it-is",
    "same-person",
    "different-people",
    "do-not-know",
    "not-ours",
)
CLOSURE_REASONS = (
    "needs-met",
    "escalated-to-social-care",
    "family-disengaged",
    "consent-withdrawn",
    "moved-away",
    "other",
)
LONGEST = 500


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("campaign_kind", KINDS), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("due_on > started_on", name=op.f("ck_campaign_due_on_after_start")),
        sa.CheckConstraint(
            "(closed_on is null) = (closed_by is null)", name=op.f("ck_campaign_closed_by_somebody")
        ),
        sa.CheckConstraint("closed_on >= started_on", name=op.f("ck_campaign_closed_on_after_start")),
        sa.CheckConstraint(
            f"char_length(note) between 1 and {LONGEST}", name=op.f("ck_campaign_note_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(
        "uq_campaign_open_kind",
        "campaign",
        ["kind"],
        unique=True,
        postgresql_where=sa.text("closed_on is null"),
    )
    op.create_table(
        "campaign_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("other_person_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("establishment_id", sa.Uuid(), nullable=True),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(assessment_id is null) = (person_id is not null)", name=op.f("ck_campaign_row_about")
        ),
        sa.CheckConstraint(
            "(person_id is null) = (other_person_id is null)", name=op.f("ck_campaign_row_two_people")
        ),
        sa.CheckConstraint(
            "establishment_id is null or agency_id is not null", name=op.f("ck_campaign_row_asked")
        ),
        _key("campaign_row", "campaign_id", "campaign"),
        _key("campaign_row", "assessment_id", "assessment"),
        _key("campaign_row", "person_id", "person"),
        _key("campaign_row", "other_person_id", "person"),
        _key("campaign_row", "agency_id", "agency"),
        _key("campaign_row", "establishment_id", "establishment"),
        _key("campaign_row", "practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_row")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_campaign_row_campaign_id_number")),
        sa.UniqueConstraint(
            "campaign_id", "assessment_id", name=op.f("uq_campaign_row_campaign_id_assessment_id")
        ),
    )
    for column in (
        "assessment_id",
        "person_id",
        "other_person_id",
        "agency_id",
        "establishment_id",
        "practitioner_id",
    ):
        op.create_index(op.f(f"ix_campaign_row_{column}"), "campaign_row", [column])
    op.create_table(
        "campaign_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", _word("row_answer", ANSWERS), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closure_reason", _word("closure_reason", CLOSURE_REASONS), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_campaign_answer_version")),
        sa.CheckConstraint(
            "(answer = 'close-it') = (closed_on is not null) "
            "and (answer = 'close-it') = (closure_reason is not null)",
            name=op.f("ck_campaign_answer_closed_with_day_and_reason"),
        ),
        sa.CheckConstraint(
            f"char_length(words) between 1 and {LONGEST}", name=op.f("ck_campaign_answer_words_length")
        ),
        _key("campaign_answer", "row_id", "campaign_row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_answer")),
        sa.UniqueConstraint("row_id", "version", name=op.f("uq_campaign_answer_row_id_version")),
    )
    op.create_table(
        "campaign_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("moment", _word("moment", ("start", "closing")), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("coordinates", postgresql.JSONB(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Uuid()), nullable=False),
        _key("campaign_figure", "campaign_id", "campaign"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_figure")),
        sa.UniqueConstraint(
            "campaign_id",
            "moment",
            "position",
            name=op.f("uq_campaign_figure_campaign_id_moment_position"),
        ),
    )
    # The answers given, and what was kept to compare with, are only added to; a list loses nothing.
    for table in ("campaign_answer", "campaign_figure"):
        op.execute(f"revoke update, delete on {table} from loxley_app")
    for table in ("campaign", "campaign_row"):
        op.execute(f"revoke delete on {table} from loxley_app")


def downgrade() -> None:
    for table in ("campaign_figure", "campaign_answer", "campaign_row", "campaign"):
        op.drop_table(table)


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )
